#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::GoRun;
using doctor::Ran;
using namespace std::chrono_literals;

namespace {

GoRun run_of(Ran::State state, int code = 0) {
    GoRun run;
    run.command = "go list -x ./...";
    run.state = state;
    run.code = code;
    run.limit = 60s;
    run.packages = 10;
    return run;
}

doctor::Facts with_run(const GoRun& run) {
    doctor::Facts facts = healthy_facts();
    facts.go_runs = {run};
    return facts;
}

}  // namespace

TEST_CASE("A load that ends is not a finding") {
    CHECK(ids_of(with_run(run_of(Ran::State::kEnded))).empty());
}

TEST_CASE("A load that hangs is named with its step and the process that waits") {
    GoRun run = run_of(Ran::State::kTimedOut);
    run.unfinished = {"get https://proxy.example/x"};
    run.processes = {{7, "go list", ""}, {8, "git fetch", "an answer from 192.0.2.1:443"}};
    const auto finding = only(with_run(run), "load-hangs");
    CHECK(finding.seen ==
          "`go list -x ./...` did not end within 60.0 s. It hung at the step: get "
          "https://proxy.example/x. Process 8 (git fetch) waits for an answer from 192.0.2.1:443.");
    CHECK(contains(finding.mend.front(), "doctor --network /w"));
    run.unfinished.clear();
    run.processes[1].waits_for.clear();
    const auto unknown = only(with_run(run), "load-hangs");
    CHECK(contains(unknown.seen, "It was running git fetch."));
    CHECK(unknown.mend.front() == "cd /w && go list -x ./...");
}

TEST_CASE("A load that fails is an error with the words of the go command") {
    GoRun run = run_of(Ran::State::kEnded, 1);
    run.words = "go: updates to go.mod needed";
    CHECK(contains(only(with_run(run), "load-fails").seen, "go: updates to go.mod needed"));
    CHECK(contains(only(with_run(run_of(Ran::State::kNotStarted)), "load-fails").seen,
                   "not started"));
}

TEST_CASE("Packages that cannot be loaded are a warning") {
    GoRun run = run_of(Ran::State::kEnded);
    run.faulty_packages = 2;
    run.first_error = "no required module provides package x";
    CHECK(contains(only(with_run(run), "load-errors").seen, "2 packages of 10"));
}
