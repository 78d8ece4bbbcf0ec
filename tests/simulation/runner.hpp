// Many sessions, on all processors, and what becomes of a failure.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "simulation/statistics.hpp"

namespace simulation {

struct Run {
    std::uint64_t first_seed = 1;
    std::uint64_t sessions = 1;
    std::size_t steps = 0;  ///< of each
    unsigned jobs = 1;
    /// Called now and then, from one thread.
    std::function<void(std::uint64_t done)> progress = {};
};

struct Failure {
    std::uint64_t seed = 0;
    std::string violation;
};

/// Runs sessions until all are done or one fails; the failure with the lowest seed of those that
/// were under way.
std::optional<Failure> run_all(const Run& run, Statistics& statistics);

/// What to show of a failure: the rule, the shortest session that breaks it, and how to see it
/// again.
std::string report_of(const Failure& failure, std::size_t steps);

/// One session, told message by message; with the violation at its end, if there is one.
std::string tell(std::uint64_t seed, std::size_t steps);

}  // namespace simulation
