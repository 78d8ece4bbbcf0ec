// `gopls-proxy top`: the running proxies of this user on a full screen, live.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Returns the exit code: 0 if the user quits, 2 for a wrong argument or without a terminal. A
/// signal other than Ctrl-C ends the process once the terminal is restored.
int run_top(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
