// Shows what the bench measured: a table for people, with the ratios that are the point of it, or
// JSON for programs. Makes text only; measures nothing.
#pragma once

#include <string>
#include <vector>

#include "bench/measurements.hpp"

namespace bench {

/// The medians of one relay, and of how many rounds.
struct Row {
    std::string name;
    Numbers numbers;
};

/// One way of running all relays, e.g. pinned to one processor.
struct Run {
    std::string name;   ///< a key: "pinned"
    std::string title;  ///< a line: "pinned to CPU 0"
    int rounds = 0;
    std::vector<Row> rows;
};

/// The numbers of each relay, then each later row divided by each of the first `against` rows.
std::string table(const Run& run, std::size_t against);

/// {"pinned":{"rounds":7,"relays":{"none":{"p50_us":5.1,…}}},…}; what is not to be had is null.
std::string json(const std::vector<Run>& runs);

}  // namespace bench
