// Converts io's snapshot of processes into the core's; the two layers do not know each other.
#pragma once

#include <string_view>

#include "core/detect/snapshot.hpp"
#include "io/processes.hpp"

namespace app {

/// The main package of gopls, wherever it was built. Not that of a fork, which may be a wrapper.
inline constexpr std::string_view kGoplsPackage = "golang.org/x/tools/gopls";

core::Snapshot to_core(io::Snapshot&& snapshot);

}  // namespace app
