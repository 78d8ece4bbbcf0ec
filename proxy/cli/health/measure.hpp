// Measures gopls on a workspace: the load, rounds of requests, edits and saves in memory, and its
// memory. Blocking. It judges nothing, and writes nothing in the workspace.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/health/gopls_session.hpp"
#include "cli/health/plan.hpp"
#include "cli/health/results.hpp"

namespace cli::health {

struct MeasureOptions {
    int rounds = 5;
    int saves = 0;
    core::Duration request_limit{};
    core::Duration time_limit{};
    /// The run does not wait longer for the load than this.
    std::optional<core::Duration> load_limit;
};

/// Receives how far the run is: requests done, all requests, and the current step in words.
using OnProgress = std::function<void(std::size_t done, std::size_t all, const std::string& step)>;

/// What gopls itself says about a run that went wrong.
struct Evidence {
    std::string stderr_tail;
    std::string stacks;  ///< its goroutines, if it did not answer
};

struct Measured {
    Results results;
    Evidence evidence;
};

/// Measures. The facts about folder, gopls and time are already in `results`. gopls has ended when
/// this returns.
Measured measure(const GoplsStart& start, const std::vector<PlannedFile>& files,
                 const MeasureOptions& options, Results results, const OnProgress& on_progress);

}  // namespace cli::health
