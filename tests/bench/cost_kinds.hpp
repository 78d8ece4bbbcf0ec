// The kinds of messages whose cost is counted, and the counting. Counts, unlike times, repeat
// nearly exactly wherever the same programs run.
#pragma once

#include <string>
#include <vector>

#include "bench/cost_tools.hpp"

namespace bench {

/// A kind of message, in the order of the table.
struct CostKind {
    std::string name;
    /// The share by which a count may grow before it is reported. Counts repeat within one percent,
    /// except for messages larger than a pipe: the scheduler decides in how many pieces these are
    /// read.
    double margin = 0;
};
const std::vector<CostKind>& cost_kinds();

/// Returns the cost of one message of each kind, counted by one tool in one session: medians over
/// parts of so many messages, without the cost of the counting itself. Throws Failure.
std::vector<double> count_costs(CostTool& tool, const std::string& proxy, int messages);

}  // namespace bench
