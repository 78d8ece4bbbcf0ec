// `gopls-proxy config`: prints the settings in effect and the source of each.
#pragma once

#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace cli {

/// Runs the command. `arguments` are those behind the word `config`. `default_file` is the path of
/// the configuration file; empty if there is none. Returns the exit code: 0, or 2 for an invalid
/// command line.
int run_config(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment, const std::string& default_file);

}  // namespace cli
