// `gopls-proxy incidents`: what was kept of each stall, for a person, for a
// machine, and for a gopls bug. It reads, and changes nothing.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// `arguments`: those behind the word `incidents`. Returns the exit code: 0, 1 if there is no such
/// incident, 2 for a command line that cannot be understood.
int run_incidents(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
