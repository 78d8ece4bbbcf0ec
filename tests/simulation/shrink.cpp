#include "simulation/shrink.hpp"

#include <algorithm>

#include "simulation/world.hpp"

namespace simulation {
namespace {

/// Most sessions that are run to shrink a plan.
constexpr int kMostRuns = 3000;
/// The first bytes of a violation name the rule; the details follow.
constexpr std::size_t kRuleBytes = 24;

Plan without(const Plan& plan, std::size_t at, std::size_t count) {
    Plan rest{plan.seed, {}};
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        if (i < at || i >= at + count) rest.steps.push_back(plan.steps[i]);
    }
    return rest;
}

}  // namespace

Plan shrunk(const Plan& failing, std::string_view violation) {
    const std::string_view rule = violation.substr(0, kRuleBytes);
    Plan best = failing;
    int runs = 0;
    for (std::size_t count = std::max<std::size_t>(1, best.steps.size() / 2);;) {
        bool shorter = false;
        for (std::size_t at = 0; at < best.steps.size() && runs < kMostRuns;) {
            Plan candidate = without(best, at, count);
            Statistics ignored;
            ++runs;
            const auto broken = run(candidate, ignored);
            if (broken && broken->starts_with(rule)) {
                best = std::move(candidate);
                shorter = true;
            } else {
                at += count;
            }
        }
        if (runs >= kMostRuns || (count == 1 && !shorter)) return best;
        if (!shorter || count > best.steps.size()) count = std::max<std::size_t>(1, count / 2);
    }
}

}  // namespace simulation
