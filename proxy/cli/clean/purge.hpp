// Deletes one candidate.
//
// It is examined again by descriptor, renamed aside within its folder, and then deleted. An
// interruption, even a crash, leaves either the whole of it under its name, or nothing under its
// name and the rest under the other one, which the next run deletes.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <string>

#include "cli/clean/candidates.hpp"
#include "cli/clean/plan.hpp"

namespace cli::clean {

struct Outcome {
    enum class State {
        kDeleted,
        kRefused,      ///< nothing was done: it has changed, is in use or cannot be renamed
        kFailed,       ///< some of it could not be deleted and is left beside
        kInterrupted,  ///< by the user; the next run deletes the rest
    };
    State state = State::kRefused;
    std::string reason = {};  ///< for all but `kDeleted`; for that if something else deleted it
    io::Deletion deletion = {};
    std::string left_at = {};      ///< path of the rest; empty: nothing is left
    io::TreeSize size_after = {};  ///< under its name: a process may have made it again
};

/// Returns the name in JSON: "deleted".
std::string_view name_of(Outcome::State state);

/// The moments of a deletion, in order.
enum class Step { kExamined, kMovedAside, kDeleting, kDeleted };

/// Called at each step, and repeatedly at `kDeleting`.
using OnStep = std::function<void(Step step, const io::Deletion& deletion)>;

/// Deletes the candidate. Stops early, also half way, once `stop` is true.
Outcome purge(const Candidate& candidate, uid_t user, const Protected& protected_folders,
              const std::atomic<bool>& stop, const OnStep& on_step);

}  // namespace cli::clean
