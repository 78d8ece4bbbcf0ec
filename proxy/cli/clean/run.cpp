#include "cli/clean/run.hpp"

#include <algorithm>
#include <set>

namespace cli::clean {

Remaining remaining_uses(const Plan& plan) {
    Remaining remaining;
    std::set<int> counted;
    for (const Item& item : plan.items) {
        for (const Use& use : item.candidate.uses) {
            if (!counted.insert(use.pid).second) continue;
            const bool is_gopls =
                use.sources.process_table || use.sources.holdings || use.sources.sockets;
            remaining.process_table += use.sources.process_table ? 1 : 0;
            remaining.holdings += use.sources.holdings || !is_gopls ? 1 : 0;
            remaining.sockets += use.sources.sockets ? 1 : 0;
        }
    }
    return remaining;
}

std::uint64_t Run::freed_bytes() const {
    std::uint64_t bytes = 0;
    for (const auto& outcome : outcomes) {
        if (outcome) bytes += outcome->deletion.freed_bytes;
    }
    return bytes;
}

int exit_code(const Run& run) {
    const bool has_failed =
        std::any_of(run.outcomes.begin(), run.outcomes.end(),
                    [](const auto& outcome) {
                        return outcome && outcome->state != Outcome::State::kDeleted;
                    }) ||
        std::any_of(run.parked.begin(), run.parked.end(),
                    [](const Parked& parked) { return !parked.problem.empty(); });
    return run.declined || run.interrupted || run.plan.has_refusals() || has_failed ||
                   run.refresh.has_trouble()
               ? 1
               : 0;
}

}  // namespace cli::clean
