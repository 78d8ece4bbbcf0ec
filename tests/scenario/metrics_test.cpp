// Counters that observers read (docs/metrics.md): each start of a further gopls has one outcome,
// and each recovery a time.
#include "scenario/steps.hpp"

using namespace scenario;
using core::ReplacementOutcome;
using core::ReplacementReason;

namespace {

std::uint64_t started(World& world, ReplacementReason reason, ReplacementOutcome outcome) {
    const auto& counters = world.engine.metrics().counters;
    return counters.started[static_cast<std::size_t>(reason)][outcome];
}

std::uint64_t started(World& world) {
    std::uint64_t total = 0;
    for (const auto& by_outcome : world.engine.metrics().counters.started) {
        total += by_outcome.total();
    }
    return total;
}

}  // namespace

TEST_CASE("a replacement of a stuck gopls took over, and the recovery took its time") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    CHECK(started(world) == 0);
    deadlocks_and_is_replaced(world);
    const core::Metrics& metrics = world.engine.metrics();
    CHECK(started(world, ReplacementReason::kStuck, ReplacementOutcome::kTookOver) == 1);
    CHECK(started(world) == 1);
    CHECK(metrics.counters.stalls_detected[core::VerdictKind::kDeadlocked] == 1);
    CHECK(metrics.counters.stalls_acted_on[core::VerdictKind::kDeadlocked] == 1);
    CHECK(metrics.counters.stalls_detected.total() == 1);
    CHECK(metrics.recovery.count() == 1);
    CHECK(metrics.recovery.sum() >= 5s);
    CHECK(metrics.counters.bytes_from_editor > 0);
    CHECK(metrics.counters.bytes_from_gopls > 0);
}

TEST_CASE("a replacement of a dead gopls took over once it has loaded") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    world.dies(1, {1, 0});
    world.passes(1s);
    REQUIRE(world.active() == 2);
    CHECK(started(world) == 0);
    world.gopls(2).goes_on();
    world.passes(1s);
    CHECK(started(world, ReplacementReason::kDead, ReplacementOutcome::kTookOver) == 1);
    const auto status = world.engine.status(world.now);
    REQUIRE(status.active);
    CHECK(status.active->initialized_after);
    CHECK(status.active->loaded_after);
}

TEST_CASE("a replacement that dies as well has failed") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    world.dies(2, {1, 0});
    world.settle();
    CHECK(started(world, ReplacementReason::kStuck, ReplacementOutcome::kFailed) == 1);
    CHECK(started(world) == 1);
}

TEST_CASE("a replacement is averted when the old gopls answers first") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    world.gopls(1).goes_on();
    world.settle();
    CHECK(started(world, ReplacementReason::kStuck, ReplacementOutcome::kAverted) == 1);
    CHECK(started(world) == 1);
    CHECK(world.engine.metrics().recovery.count() == 1);
}
