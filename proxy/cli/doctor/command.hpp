// `gopls-proxy doctor`: examines a folder for what keeps gopls from working in it.
#pragma once

#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace cli {

/// Runs the command. `arguments` are those behind the word `doctor`. Returns the exit code: 0 for
/// no findings or only notes, 1 for errors or warnings, 2 for an invalid command line or a folder
/// that cannot be examined. With `--repro`: 0 if the workspace was written, 1 if the finding cannot
/// be reproduced apart.
int run_doctor(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment);

}  // namespace cli
