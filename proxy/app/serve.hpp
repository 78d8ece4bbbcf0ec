// Serves an editor: from arguments and settings to a session with gopls.
#pragma once

#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace app {

/// Returns a mark that no other proxy has.
std::string new_mark();

/// Finds gopls, opens the log, and serves. `server_arguments` are gopls's arguments, which may
/// still contain `-remote` (see `strip_remote`). Returns the exit code.
int serve(std::vector<std::string> server_arguments, Configured configured,
          const Environment& environment);

}  // namespace app
