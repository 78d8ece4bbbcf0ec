// The goals of the proxy, which should be as thin as a pipe, and the results of a run. A goal is a
// ratio to the blind relay, to the faster socat or to the best of all relays, or a plain number. A
// pure function of the rows; goals without their rows are left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/figures.hpp"

namespace bench {

/// All measurements of one relay.
struct Row {
    std::string name;
    std::vector<Numbers> rounds;
};

struct Goal {
    std::string name;
    double value = kNotMeasured;
    std::string_view relation;  ///< required relation of value to limit: "<=", "<", ">="
    double limit = 0;
    std::string_view unit;  ///< of value and limit; "x" for a ratio
    bool met() const;
};

/// Returns the results of the proxy with its default settings.
std::vector<Goal> goals(const std::vector<Row>& rows);

}  // namespace bench
