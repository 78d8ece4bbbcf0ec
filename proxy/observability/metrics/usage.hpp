// Memory and CPU time of gopls, from /proc. Blocking: call it beside the session's thread.
#pragma once

#include <chrono>
#include <cstdint>

#include "observability/snapshot.hpp"

namespace observability::metrics {

/// What a process of gopls uses. Zero where it cannot be seen.
struct Usage {
    std::uint64_t resident_bytes = 0;
    std::chrono::nanoseconds cpu{0};
};

/// Returns the usage of the active gopls, without the processes that it has started. Before a
/// sample has seen gopls, the spawned process counts as gopls.
Usage usage_of(const Snapshot& snapshot);

}  // namespace observability::metrics
