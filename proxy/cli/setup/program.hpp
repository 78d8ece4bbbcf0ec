// The path under which editors start this program.
//
// It reads the file system.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "app/gopls/executable.hpp"

namespace cli::setup {

struct Program {
    std::string path;      ///< absolute; the entry on PATH if there is one, since it stays
    std::string as_gopls;  ///< the same program under the name gopls; `path` if there is none
    bool on_path = false;
    std::vector<std::string> remarks = {};  ///< sentences for the user
};

/// Returns the program that a user would find: the `gopls-proxy` on PATH, also if another one runs;
/// else the running one, `self`.
Program find_program(const app::Environment& environment,
                     const std::filesystem::path& self = app::own_executable());

/// Returns whether an editor that starts `command` starts a gopls-proxy.
bool starts_proxy(const std::string& command, const Program& program,
                  const app::Environment& environment);

}  // namespace cli::setup
