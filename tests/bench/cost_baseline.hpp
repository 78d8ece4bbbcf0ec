// Costs stored in a file and compared with current ones. People read the file, and only `store`
// changes it: it has one number per line, and nothing in it varies from run to run.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bench/cost_kinds.hpp"

namespace bench {

struct Costs {
    /// The conditions on which instruction counts depend, apart from the proxy's sources.
    std::string built_with;
    /// Costs by tool, then by kind. Costs that could not be counted are missing.
    std::map<std::string, std::map<std::string, double>> each;
};

nlohmann::ordered_json to_json(const Costs& costs);
/// Both throw Failure.
void store(const Costs& costs, const std::string& path);
Costs read_stored(const std::string& path);

struct Comparison {
    std::vector<std::string> grown;  ///< sentences
    std::vector<std::string> fallen;
    std::vector<std::string> not_compared;  ///< reasons
};

/// Compares instructions only if both were built with the same tools and libraries, system calls
/// always.
Comparison compare(const Costs& stored, const Costs& now);

}  // namespace bench
