// Shows the results of the recovery bench: a table with the steps for people, or JSON for programs.
// Produces text and measures nothing.
#pragma once

#include <string>
#include <vector>

#include "bench/recovery_cases.hpp"

namespace bench {

/// A case and the results of its rounds.
struct Recovered {
    RecoveryCase measured;
    std::vector<Steps> rounds;

    /// The median, minimum and maximum of the totals.
    Seconds median() const;
    Seconds least() const;
    Seconds most() const;
};

/// All results of one workspace. The first row is the one that the others are compared with.
struct RecoveryTable {
    std::string name;
    std::vector<Recovered> rows;
};

std::string table(const RecoveryTable& measured);
std::string json(const std::vector<RecoveryTable>& measured);

}  // namespace bench
