// The resident memory of a gopls among the processes of its session. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "io/processes.hpp"

namespace cli::health {

/// Returns the process that serves: the gopls closest to the leader, which may be a script around
/// it; null if there is none.
const io::Process* serving_gopls(const io::Snapshot& snapshot);

/// Returns the resident bytes of that process, or of the leader if none is called gopls; nothing
/// where processes cannot be seen.
std::optional<std::uint64_t> resident_bytes_of(const io::Snapshot& snapshot);

}  // namespace cli::health
