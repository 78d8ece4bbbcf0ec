// `gopls-proxy status`: what every running proxy of this user is doing.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Returns the exit code: 0 if all sessions are well, 1 if one is not or none runs, 2 for a wrong
/// argument.
int run_status(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
