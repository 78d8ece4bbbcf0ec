// Process snapshots of a server, selected by a word.
#pragma once

#include <string_view>

#include "core/detect/snapshot.hpp"

namespace fuzz {

/// Returns the snapshot for `word`. `turn` grows with each snapshot, and with it the CPU time of
/// busy processes.
core::Snapshot snapshot_of(std::string_view word, core::Generation generation, int turn);

}  // namespace fuzz
