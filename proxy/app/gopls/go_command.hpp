// The go command that gopls finds, and an identity that changes with an upgrade.
//
// Inspects files and runs none. Blocking: call it in a thread of its own.
#pragma once

#include <string>

#include "app/environment.hpp"

namespace app {

struct GoCommand {
    std::string path;      ///< as found on PATH; empty if not found
    std::string identity;  ///< differs for every other file, even behind the same link
};

GoCommand find_go(const Environment& environment);

}  // namespace app
