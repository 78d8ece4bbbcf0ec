// From what io has seen of processes to what core judges by: the two layers do
// not know each other.
#pragma once

#include "core/snapshot.hpp"
#include "io/processes.hpp"

namespace cli {

core::Snapshot to_core(io::Snapshot&& snapshot);

}  // namespace cli
