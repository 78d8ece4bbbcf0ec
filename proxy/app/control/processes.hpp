// gopls and the processes below it, as other programs may see them.
#pragma once

#include <vector>

#include "app/control/protocol.hpp"

namespace app::control {

/// Returns the processes of the sessions with these leaders, command lines masked
/// (docs/schemas/status.json, "process"). Reads /proc, and so may hang.
Json processes_of(const std::vector<int>& leaders);

}  // namespace app::control
