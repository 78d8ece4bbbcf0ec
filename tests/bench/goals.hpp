// The goals of the proxy, as thin as a pipe, against what a run measured: each a ratio to the blind
// relay, to the better socat, to the best of all relays, or a plain number. A pure function of the
// rows; it judges nothing but the numbers, and a goal whose rows are not there is left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/figures.hpp"

namespace bench {

/// All that was measured of one relay.
struct Row {
    std::string name;
    std::vector<Numbers> rounds;
};

struct Goal {
    std::string name;
    double value = kNotMeasured;
    std::string_view relation;  ///< how the value is to stand to the limit: "<=", "<", ">="
    double limit = 0;
    std::string_view unit;  ///< of value and limit: "x" for a ratio
    bool met() const;
};

/// What the proxy with its defaults reaches.
std::vector<Goal> goals(const std::vector<Row>& rows);

}  // namespace bench
