// Runs gopls's own `go list`, and a build. For `--load` and `--build` alone: both use the network
// and fill caches, as gopls does.
#pragma once

#include <chrono>
#include <string>

#include "doctor/facts/facts.hpp"
#include "doctor/facts/load.hpp"

namespace doctor {

/// Runs the command in the folder of the facts, in the user's environment. Blocking, for `limit`.
GoRun run_go(Programs& programs, const std::string& go, const Facts& facts, GoRun::Kind kind,
             std::chrono::milliseconds limit);

}  // namespace doctor
