// `gopls-proxy dashboard`: opens the web page of a running proxy.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Returns the exit code: 0 if the page is open, or its link printed; 1 if not; 2 for an invalid
/// command line.
int run_dashboard(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
