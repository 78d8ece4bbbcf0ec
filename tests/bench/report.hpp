// Shows the results of the bench: a table for people, with ratios and goals, or JSON for programs.
// Produces text and measures nothing.
#pragma once

#include <string>
#include <vector>

#include "bench/figures.hpp"
#include "bench/goals.hpp"

namespace bench {

/// One run of all relays, e.g. pinned to one processor.
struct Run {
    std::string name;   ///< a key: "pinned"
    std::string title;  ///< a line: "pinned to CPU 0"
    std::vector<Row> rows;
};

/// Returns a table with a line per figure and a column per relay: median and spread. Further
/// columns are the ratios of the proxy to each blind relay, and of the proxy with everything on to
/// the proxy with default settings.
std::string table(const Run& run);

/// Returns a line per goal: the value, the limit, "met" or "missed".
std::string goals_text(const Run& run);

/// Returns
/// {"pinned":{"rounds":5,"relays":{"none":{"p50_us":{"median":5.1,"spread":0.1},…}},"goals":[…]}},
/// without the figures that were not measured.
std::string json(const std::vector<Run>& runs);

}  // namespace bench
