// `gopls-proxy` between an editor and gopls: from arguments and settings to a session.
#pragma once

#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace app {

/// A mark that no other proxy has.
std::string new_mark();

/// Finds gopls, opens the log, serves. `server_arguments`: what gopls is started with, `-remote`
/// still among it (see `strip_remote`). Returns the exit code.
int serve(std::vector<std::string> server_arguments, Configured configured,
          const Environment& environment);

}  // namespace app
