// The gopls processes of this user that work below a folder, with the variables that matter to Go.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace doctor {

struct RunningGopls {
    int pid = 0;
    std::string folder;  ///< its working folder
    app::Environment environment;
    std::string go;  ///< the go command that it finds on its PATH
};

/// Returns the gopls processes whose working folder is `folder`, below it or above it in the same
/// module `root` (empty: none). Blocking: reads /proc; empty where there is none.
std::vector<RunningGopls> running_gopls(const std::string& folder, const std::string& root);

/// Returns the environment in the text of /proc/PID/environ. Pure.
app::Environment read_environ(std::string_view text);

}  // namespace doctor
