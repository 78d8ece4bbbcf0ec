// Runs many sessions on all processors, and reports a failure.
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
    std::size_t steps = 0;  ///< per session
    unsigned jobs = 1;
    /// Called from time to time, from one thread.
    std::function<void(std::uint64_t done)> progress = {};
};

struct Failure {
    std::uint64_t seed = 0;
    std::string violation;
};

/// Runs sessions until all are done or one fails. Returns the failure with the lowest seed among
/// the running sessions.
std::optional<Failure> run_all(const Run& run, Statistics& statistics);

/// Returns a report: the broken rule, the shortest session that breaks it, and the command that
/// repeats it.
std::string report_of(const Failure& failure, std::size_t steps);

/// Returns the transcript of one session, with the violation at its end, if there is one.
std::string tell(std::uint64_t seed, std::size_t steps);

}  // namespace simulation
