// What the proxy's work is counted for: the kinds of messages, and the cost of one of each.
// Counts, no times: they repeat nearly exactly wherever the same programs run.
#pragma once

#include <string>
#include <vector>

#include "bench/cost_tools.hpp"

namespace bench {

/// A kind of message, in the order of the table.
struct CostKind {
    std::string name;
    /// By what part a count may grow before it is a finding. Counts repeat within one percent; but
    /// what no pipe holds is read in pieces, and how many these are the scheduler decides.
    double margin = 0;
};
const std::vector<CostKind>& cost_kinds();

/// What one message of each kind costs, by one tool, in one session: medians over parts of so many
/// messages, without what looking costs. Throws Failure.
std::vector<double> count_costs(CostTool& tool, const std::string& proxy, int messages);

}  // namespace bench
