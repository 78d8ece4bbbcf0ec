// Ends processes that use a cache before it is deleted.
//
// Only the given processes are signalled, each by its pid and start time: never a later process
// with the same pid.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "cli/clean/uses.hpp"

namespace cli::clean {

struct Ended {
    Use process;
    bool is_gone = false;
    bool was_killed = false;  ///< SIGTERM did not suffice
};

/// Returns the processes to end together with these: the go commands below a gopls, which would
/// live on as orphans. Pure.
std::vector<Use> with_children(std::vector<Use> processes, const Inventory& inventory);

/// Waits for a moment. Returns false if the user interrupts.
using Pause = std::function<bool(std::chrono::milliseconds)>;

/// Sends SIGTERM to all, and SIGKILL to those that are still there after `patience`. Returns once
/// all are gone, or a while after that, or once `pause` returns false.
std::vector<Ended> end_processes(const std::vector<Use>& processes,
                                 std::chrono::milliseconds patience, const Pause& pause);

}  // namespace cli::clean
