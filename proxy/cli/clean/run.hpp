// Everything that one run of `gopls-proxy clean` found and did, for its report. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/clean/inventory.hpp"
#include "cli/clean/park.hpp"
#include "cli/clean/plan.hpp"
#include "cli/clean/purge.hpp"
#include "cli/clean/refreshing.hpp"
#include "cli/clean/stop.hpp"

namespace cli::clean {

/// How many processes still used something chosen when the deletion began, by each source.
struct Remaining {
    int process_table = 0;
    int holdings = 0;
    int sockets = 0;
};

/// Counts the processes that use an item of the plan. Other programs than gopls count among the
/// holdings, since only those show them.
Remaining remaining_uses(const Plan& plan);

struct Run {
    Options options;
    Inventory inventory;
    Plan plan;
    /// The chosen caches for which the environment names no folder.
    std::vector<Kind> without_folder;
    bool acted = false;  ///< false: only the plan was made
    bool declined = false;
    bool interrupted = false;
    std::vector<Ended> ended;
    std::optional<Remaining> remaining;
    /// One for each item of the plan, of those that were to be deleted.
    std::vector<std::optional<Outcome>> outcomes;
    std::vector<Parked> parked;
    Refresh refresh;

    /// Returns whether there is anything to delete or to run.
    bool has_work() const { return plan.deletes_anything() || refresh.runs_anything(); }
    std::uint64_t freed_bytes() const;
};

/// Returns 0 if everything chosen is gone or was kept with reason and all go commands succeeded, 1
/// if something was refused, failed, declined or interrupted.
int exit_code(const Run& run);

}  // namespace cli::clean
