// Shows what the recovery bench measured: a table for people, with the share of each step, or JSON
// for programs. Makes text only; measures nothing.
#pragma once

#include <string>
#include <vector>

#include "bench/recovery_cases.hpp"

namespace bench {

/// A case and what its rounds gave.
struct Recovered {
    RecoveryCase measured;
    std::vector<Steps> rounds;

    /// Of the totals: the median, and the first and last when sorted.
    Seconds median() const;
    Seconds least() const;
    Seconds most() const;
};

/// All that was measured in one workspace; the first is what the others are compared with.
struct RecoveryTable {
    std::string name;
    std::vector<Recovered> rows;
};

std::string table(const RecoveryTable& measured);
std::string json(const std::vector<RecoveryTable>& measured);

}  // namespace bench
