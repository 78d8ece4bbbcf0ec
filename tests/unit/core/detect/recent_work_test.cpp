#include "core/detect/recent_work.hpp"

#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;
using core::ChildCommand;
using core::RecentWork;

namespace {

constexpr Time kBegin{1h};

Snapshot after(Duration cpu, std::vector<Process> others = {}) {
    Snapshot snapshot = gopls_with(std::move(others));
    snapshot.processes.front().cpu = cpu;
    return snapshot;
}

Process go_list(int pid = 101) {
    return child({"go", "list", "-e"}, pid);
}

}  // namespace

TEST_CASE("RecentWork names the CPU time of gopls in a span") {
    RecentWork work;
    CHECK(work.in_words(kBegin, kBegin + 5s).empty());
    work.observed(after(10s), kBegin - 1s);
    CHECK(work.in_words(kBegin, kBegin + 5s).empty());
    work.observed(after(11s), kBegin);
    work.observed(after(13s), kBegin + 3s);
    work.observed(after(99s), kBegin + 6s);
    CHECK(work.in_words(kBegin, kBegin + 5s) == "used 2.0 s of CPU in 3.0 s");
    // A sample from long before says nothing about the span.
    CHECK(work.in_words(kBegin + 20s, kBegin + 30s).empty());
}

TEST_CASE("RecentWork says that gopls was blocked if it used no CPU and ran no command") {
    RecentWork work;
    work.observed(after(1s), kBegin);
    work.observed(after(1010ms), kBegin + 4s);
    CHECK(work.in_words(kBegin, kBegin + 4s) == "blocked: used 10 ms of CPU in 4.0 s");
    work.observed(after(1010ms, {go_list()}), kBegin + 5s);
    work.observed(after(1010ms, {go_list()}), kBegin + 8s);
    CHECK(work.in_words(kBegin + 4s, kBegin + 8s) ==
          "go list -e for 4.0 s; used 0 µs of CPU in 4.0 s");
}

TEST_CASE("RecentWork names the longest commands of a span and counts the others") {
    RecentWork work;
    work.observed(after(0s), kBegin);
    work.observed(after(0s, {go_list(), child({"go", "env"}, 102), child({"go", "version"}, 103)}),
                  kBegin + 1s);
    work.observed(after(0s, {go_list(), child({"go", "env"}, 102)}), kBegin + 2s);
    work.observed(after(0s, {go_list()}), kBegin + 3s);
    CHECK(work.in_words(kBegin, kBegin + 3s) ==
          "go list -e for 3.0 s; go env for 2.0 s; 1 more command; used 0 µs of CPU in 3.0 s");
    CHECK(work.in_words(kBegin + 4s, kBegin + 9s).empty());
}

TEST_CASE("RecentWork shows no password of a command line") {
    RecentWork work;
    work.observed(after(0s, {child({"go", "get", "https://user:secret@host/x"})}), kBegin);
    CHECK(work.in_words(kBegin, kBegin + 1s) == "go get https://host/x");
}

TEST_CASE("RecentWork sums the time of one kind of command and counts overlaps once") {
    RecentWork work;
    work.observed(after(0s), kBegin);
    work.observed(after(0s, {go_list(101)}), kBegin + 1s);
    work.observed(after(0s, {go_list(101), go_list(102)}), kBegin + 2s);
    work.observed(after(0s, {go_list(102), child({"go", "env"}, 103)}), kBegin + 3s);
    work.observed(after(0s), kBegin + 4s);
    work.observed(after(0s, {go_list(104)}), kBegin + 5s);
    CHECK(work.time_of(ChildCommand::Kind::kGoList, kBegin, kBegin + 9s) == 4s);
    CHECK(work.time_of(ChildCommand::Kind::kGoList, kBegin + 2500ms, kBegin + 9s) == 1500ms);
    CHECK(work.time_of(ChildCommand::Kind::kGoQuery, kBegin, kBegin + 9s) == 1s);
    CHECK(work.time_of(ChildCommand::Kind::kOther, kBegin, kBegin + 9s) == 0s);
}

TEST_CASE("RecentWork remembers a long wait with few samples") {
    RecentWork work;
    for (int i = 0; i <= 1000; ++i) work.observed(after(i * 500ms, {go_list(i)}), kBegin + i * 1s);
    CHECK(work.in_words(kBegin, kBegin + 1000s).ends_with("of CPU in 17 min"));
}

TEST_CASE("RecentWork compares only samples of the same process and ignores others") {
    RecentWork work;
    work.observed(after(50s), kBegin);
    Snapshot fresh = after(1s);
    fresh.processes.front().ref.pid = 7;
    work.observed(fresh, kBegin + 1s);
    work.observed(Snapshot{}, kBegin + 2s);
    CHECK(work.in_words(kBegin, kBegin + 2s).empty());
    fresh.processes.front().cpu = 2s;
    work.observed(fresh, kBegin + 3s);
    CHECK(work.in_words(kBegin, kBegin + 3s) == "used 1.0 s of CPU in 2.0 s");
}
