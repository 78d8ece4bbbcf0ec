// What the processes of a server may look like, by a word.
#pragma once

#include <string_view>

#include "core/detect/snapshot.hpp"

namespace fuzz {

/// `turn` grows from look to look, and with it the counters of what is busy.
core::Snapshot snapshot_of(std::string_view word, core::Generation generation, int turn);

}  // namespace fuzz
