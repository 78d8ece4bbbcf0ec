// Shows what the bench measured: a table for people, with the ratios and the goals that are the
// point of it, or JSON for programs. Makes text only; measures nothing.
#pragma once

#include <string>
#include <vector>

#include "bench/figures.hpp"
#include "bench/goals.hpp"

namespace bench {

/// One way of running all relays, e.g. pinned to one processor.
struct Run {
    std::string name;   ///< a key: "pinned"
    std::string title;  ///< a line: "pinned to CPU 0"
    std::vector<Row> rows;
};

/// A line a figure, a column a relay: median and spread. Then the ratios of the proxy to each blind
/// relay, and of the proxy with everything on to the proxy.
std::string table(const Run& run);

/// A line a goal: the value, what it should be, "met" or "missed".
std::string goals_text(const Run& run);

/// {"pinned":{"rounds":5,"relays":{"none":{"p50_us":{"median":5.1,"spread":0.1},…}},"goals":[…]}};
/// what was not measured is left out.
std::string json(const std::vector<Run>& runs);

}  // namespace bench
