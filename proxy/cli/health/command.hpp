// `gopls-proxy health`: measures gopls on a workspace without an editor, and judges it.
#pragma once

#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace cli {

/// Runs the command. `arguments` are those behind the word `health`. Returns the exit code: 0 for a
/// run within all limits, 1 for a limit that was exceeded or if gopls does not work, 2 for an
/// invalid command line, an interrupted run, or one that could not be measured.
int run_health(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment);

}  // namespace cli
