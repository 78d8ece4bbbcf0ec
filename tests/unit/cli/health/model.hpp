// A run as the tests of `health` need it: loaded in 2 s, one warm-up and `rounds` rounds of one
// hover of 10 ms in a.go.
#pragma once

#include <string>
#include <utility>

#include "cli/health/outcome.hpp"

namespace health_test {

using namespace std::chrono_literals;
using cli::health::Check;
using cli::health::Kind;
using cli::health::Outcome;
using cli::health::Request;
using cli::health::Results;

inline constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

inline Request hover(int round, cli::health::Duration took) {
    return {Kind::kHover, "a.go", 3, round, took, Request::Fate::kAnswered, {}};
}

inline Results good_run(int rounds = 2) {
    Results results;
    results.folder = "/home/me/app";
    results.time = "2026-12-01T10:00:00.123Z";
    results.gopls_path = "/usr/bin/gopls";
    results.gopls_version = "v0.23.0";
    results.files = {"a.go"};
    results.rounds = rounds;
    results.initialize = 100ms;
    results.load = 2s;
    for (int round = 0; round <= rounds; ++round) {
        results.requests.push_back(hover(round, round == 0 ? 1s : 10ms));
        results.memory.push_back({round, 50 * kMiB, 200 * kMiB});
    }
    results.peak_resident_bytes = 300 * kMiB;
    results.log = {{0s, "started gopls"}, {2s, "gopls has loaded the workspace"}};
    return results;
}

inline Outcome outcome_of(Results results, const cli::health::Limits& limits = {}) {
    Outcome outcome;
    outcome.figures = cli::health::figures_of(results);
    outcome.checks = cli::health::judge(results, outcome.figures, limits);
    outcome.verdict = cli::health::verdict_of(results, outcome.checks);
    outcome.summary = cli::health::summary_of(results, outcome.checks);
    outcome.results = std::move(results);
    return outcome;
}

/// A run whose load took longer than its limit.
inline Outcome slow_load() {
    cli::health::Limits limits;
    limits.load = 1s;
    return outcome_of(good_run(), limits);
}

/// A run that could not begin.
inline Outcome failed_run() {
    Results results = good_run(0);
    results.load.reset();
    results.requests.clear();
    results.memory.clear();
    results.peak_resident_bytes.reset();
    results.problem = "gopls did not answer initialize within 30.0 s";
    return outcome_of(std::move(results));
}

}  // namespace health_test
