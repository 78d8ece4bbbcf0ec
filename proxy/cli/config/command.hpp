// `gopls-proxy config`: prints the settings in effect with the source of each, and checks a
// settings file.
#pragma once

#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace cli {

/// Runs the command. `arguments` are those behind the word `config`. `default_file` is the path of
/// the configuration file; empty if there is none. Returns the exit code: 0, 1 if a checked file
/// has errors, 2 for an invalid command line or a file that cannot be read.
int run_config(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment, const std::string& default_file);

}  // namespace cli
