// `gopls-proxy completion SHELL`: prints the script that completes the command line of gopls-proxy
// in bash, zsh or fish.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Returns the exit code: 0, or 2 for an invalid command line.
int run_completion(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
