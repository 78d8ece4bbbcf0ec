#include "cli/health/judge.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "unit/cli/health/model.hpp"

using namespace health_test;
using cli::health::Limits;
using cli::health::Verdict;
using State = Check::State;

namespace {

Check check_of(const Outcome& outcome, const std::string& id) {
    const auto found = std::find_if(outcome.checks.begin(), outcome.checks.end(),
                                    [&](const Check& check) { return check.id == id; });
    if (found == outcome.checks.end()) FAIL("no check " << id);
    return *found;
}

/// The state of check `id` of a good run under these limits.
State state_of(const std::string& id, const Limits& limits, const Results& results = good_run()) {
    const Check check = check_of(outcome_of(results, limits), id);
    CHECK(check.sentence.empty() == (check.state == State::kPassed));
    return check.state;
}

template <typename Member, typename Value>
Limits limited(Member member, Value value) {
    Limits limits;
    limits.*member = value;
    return limits;
}

}  // namespace

TEST_CASE("a good run without limits is healthy") {
    const Outcome outcome = outcome_of(good_run());
    CHECK(outcome.verdict == Verdict::kHealthy);
    CHECK(outcome.checks.size() == 4);
    CHECK(outcome.summary == "All 4 checks passed");
}

TEST_CASE("a limit is exceeded only by more than it allows") {
    CHECK(state_of("load", limited(&Limits::load, 2s)) == State::kPassed);
    CHECK(state_of("load", limited(&Limits::load, 1999ms)) == State::kExceeded);
    CHECK(state_of("mean", limited(&Limits::mean, 10ms)) == State::kPassed);
    CHECK(state_of("mean", limited(&Limits::mean, 9ms)) == State::kExceeded);
    CHECK(state_of("p95", limited(&Limits::p95, 10ms)) == State::kPassed);
    CHECK(state_of("p95", limited(&Limits::p95, 9ms)) == State::kExceeded);
    CHECK(state_of("heap", limited(&Limits::heap_bytes, 50 * kMiB)) == State::kPassed);
    CHECK(state_of("heap", limited(&Limits::heap_bytes, 49 * kMiB)) == State::kExceeded);
    CHECK(state_of("rss", limited(&Limits::resident_bytes, 300 * kMiB)) == State::kPassed);
    CHECK(state_of("rss", limited(&Limits::resident_bytes, 299 * kMiB)) == State::kExceeded);
}

TEST_CASE("the latency is exceeded by enough slow requests in a row") {
    Limits limits = limited(&Limits::latency, 5ms);
    CHECK(state_of("latency", limits, good_run(2)) == State::kPassed);
    CHECK(state_of("latency", limits, good_run(3)) == State::kExceeded);
    limits.consecutive = 1;
    CHECK(state_of("latency", limits, good_run(1)) == State::kExceeded);
    limits.latency = 10ms;
    CHECK(state_of("latency", limits, good_run(3)) == State::kPassed);
}

TEST_CASE("growth is limited by a size or a share of the heap") {
    Results results = good_run(1);
    results.memory[1].heap_bytes = 60 * kMiB;
    const auto state = [&](const cli::health::Growth& growth) {
        return state_of("growth", limited(&Limits::growth, growth), results);
    };
    CHECK(state({10 * kMiB, {}}) == State::kPassed);
    CHECK(state({9 * kMiB, {}}) == State::kExceeded);
    CHECK(state({{}, 20}) == State::kPassed);
    CHECK(state({{}, 19}) == State::kExceeded);
    results.memory[1].heap_bytes = 1;
    CHECK(state({{}, 0}) == State::kPassed);
}

TEST_CASE("a workspace that does not load is not healthy, and the remedy is named") {
    Results results = good_run();
    results.load_error = "go.mod:3: unknown directive";
    const Outcome outcome = outcome_of(results);
    CHECK(outcome.verdict == Verdict::kUnhealthy);
    const std::string sentence = check_of(outcome, "workspace").sentence;
    CHECK(sentence.find("go.mod:3: unknown directive") != std::string::npos);
    CHECK(sentence.find("gopls-proxy doctor") != std::string::npos);
    CHECK(outcome.summary.starts_with("1 of 4 checks failed: gopls cannot load"));
}

TEST_CASE("a load that did not end within its limit has exceeded it") {
    Results results = good_run(0);
    results.load.reset();
    results.requests.clear();
    results.load_waited = 60s;
    const Outcome outcome = outcome_of(results, limited(&Limits::load, 60s));
    CHECK(check_of(outcome, "load").state == State::kExceeded);
    CHECK(check_of(outcome, "load").measured == "> 60.0 s");
    CHECK(check_of(outcome, "success").state == State::kUnmeasured);
    CHECK(outcome.verdict == Verdict::kUnhealthy);
}

TEST_CASE("gopls is not healthy if it ends, or leaves a request without an answer") {
    Results silent = good_run();
    silent.requests.back().fate = Request::Fate::kUnanswered;
    silent.requests.back().took = 30s;
    CHECK(check_of(outcome_of(silent), "answers").sentence ==
          "gopls did not answer hover at a.go:3 within 30.0 s (--request-limit)");
    CHECK(outcome_of(silent).verdict == Verdict::kUnhealthy);

    Results ended = good_run();
    ended.gopls_ended = "exit code 2";
    CHECK(state_of("process", {}, ended) == State::kExceeded);
    CHECK(outcome_of(ended).verdict == Verdict::kUnhealthy);
}

TEST_CASE("errors are counted, and the first of them is quoted") {
    Results results = good_run(10);
    results.requests[4].fate = Request::Fate::kFailed;
    results.requests[4].error = "no object found";
    CHECK(state_of("success", {}, results) == State::kPassed);
    const Outcome outcome = outcome_of(results, limited(&Limits::success_percent, 95.0));
    CHECK(check_of(outcome, "success").state == State::kExceeded);
    CHECK(check_of(outcome, "success").measured == "90%");
    CHECK(check_of(outcome, "success").sentence.find("no object found") != std::string::npos);
}

TEST_CASE("a limit without its measurement is unmeasured") {
    Results results = good_run();
    for (auto& memory : results.memory) memory.heap_bytes.reset();
    const Outcome outcome = outcome_of(results, limited(&Limits::heap_bytes, kMiB));
    CHECK(check_of(outcome, "heap").state == State::kUnmeasured);
    CHECK(outcome.verdict == Verdict::kUnmeasured);
    CHECK(outcome.summary.starts_with("Not measured: the heap"));
}

TEST_CASE("a run with a problem, or interrupted, is unmeasured") {
    CHECK(failed_run().verdict == Verdict::kUnmeasured);
    CHECK(failed_run().summary == "Not measured: gopls did not answer initialize within 30.0 s");
    Results results = good_run();
    results.load_error = "x";
    results.interrupted = true;
    results.problem = "interrupted";
    CHECK(outcome_of(results).verdict == Verdict::kUnmeasured);
}
