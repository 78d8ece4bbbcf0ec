// Costs kept in a file and compared with those of today. The file is made to be read, and to be
// changed only by storing: one number a line, nothing in it that differs from day to day.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bench/cost_kinds.hpp"

namespace bench {

struct Costs {
    /// What instruction counts depend on beside our own sources.
    std::string built_with;
    /// By the tool's name, then the kind's; what could not be counted is not there.
    std::map<std::string, std::map<std::string, double>> each;
};

nlohmann::ordered_json to_json(const Costs& costs);
/// Both throw Failure.
void store(const Costs& costs, const std::string& path);
Costs read_stored(const std::string& path);

struct Comparison {
    std::vector<std::string> grown;  ///< a sentence each
    std::vector<std::string> fallen;
    std::vector<std::string> not_compared;  ///< why
};

/// Instructions are compared only where they were built with the same; system calls always.
Comparison compare(const Costs& stored, const Costs& now);

}  // namespace bench
