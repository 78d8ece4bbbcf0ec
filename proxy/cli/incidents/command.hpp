// `gopls-proxy incidents`: prints recorded incidents for people, for programs, and for a gopls bug.
// It only reads.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Runs the command. `arguments` are those behind the word `incidents`. Returns the exit code: 0, 1
/// if there is no such incident, 2 for an invalid command line.
int run_incidents(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
