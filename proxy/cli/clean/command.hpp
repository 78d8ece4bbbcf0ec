// `gopls-proxy clean`: shows every gopls of this user, and deletes caches that no gopls uses.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Runs the command. `arguments` are those behind the word `clean`. Returns the exit code: 0 if
/// everything chosen is gone, 1 if something was refused, failed, declined or interrupted, 2 for an
/// invalid command line.
int run_clean(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
