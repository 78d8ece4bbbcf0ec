// Judges a run by its limits. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/health/figures.hpp"
#include "cli/health/limits.hpp"
#include "cli/health/results.hpp"

namespace cli::health {

/// One limit and its measurement.
struct Check {
    enum class State { kPassed, kExceeded, kUnmeasured };
    std::string id;  ///< "load", "baseline-hover"; stays the same for scripts
    State state = State::kPassed;
    std::string measured;  ///< for a table: "1.9 s"
    std::string limit;     ///< for a table: "60.0 s"
    std::string sentence;  ///< for a person, about any state but kPassed
};

enum class Verdict { kHealthy = 0, kUnhealthy = 1, kUnmeasured = 2 };

std::string_view name_of(Check::State state);
std::string_view name_of(Verdict verdict);

/// Returns the checks of the limits that are set, and of those that always apply: the workspace
/// loads, gopls does not end, each request is answered, few replies are errors. A limit whose
/// measurement is missing is kUnmeasured.
std::vector<Check> judge(const Results& results, const Figures& figures, const Limits& limits);

/// Returns kUnhealthy if a limit was exceeded, else kUnmeasured if the run met a problem or a check
/// was not measured. An interrupted run is always kUnmeasured.
Verdict verdict_of(const Results& results, const std::vector<Check>& checks);

/// Returns the verdict as one sentence: "2 of 7 checks failed: …".
std::string summary_of(const Results& results, const std::vector<Check>& checks);

}  // namespace cli::health
