// `gopls-proxy trace`: records what a running proxy and its gopls do, for a viewer of timelines.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Returns the exit code: 0 if the file is written, 1 if not, 2 for a wrong argument.
int run_trace(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
