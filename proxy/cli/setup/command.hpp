// `gopls-proxy setup`: makes editors and coding agents start gopls-proxy instead of gopls.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Runs the command. `arguments` are those behind the word `setup`. Returns the exit code: 0, 1 if
/// something could not be done or was declined, 2 for an invalid command line.
int run_setup(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
