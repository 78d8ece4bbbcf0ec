// The go command that gopls finds, and what tells it from the one before an upgrade.
//
// Looks at files and runs none. Blocking, for a thread of its own.
#pragma once

#include <string>

#include "app/environment.hpp"

namespace app {

struct GoCommand {
    std::string path;      ///< as found on PATH; empty if there is none
    std::string identity;  ///< another one for any other file, also behind a link
};

GoCommand find_go(const Environment& environment);

}  // namespace app
