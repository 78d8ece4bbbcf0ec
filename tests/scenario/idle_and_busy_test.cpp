// Servers that are never replaced: an idle gopls and a working gopls.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("an idle gopls is not sampled once it has had time to load") {
    World world;
    world.session_runs();
    world.passes(10s);
    const std::size_t looks = world.looks;
    CHECK(looks <= 3);
    world.passes(24h);
    CHECK(world.looks == looks);
    CHECK(world.newest() == 1);
    CHECK_FALSE(world.engine.next_wake().has_value());
}

TEST_CASE("gopls elsewhere is not sampled while nothing waits for it") {
    World world;
    world.gopls(1).runs_elsewhere();
    world.session_runs();
    world.passes(10s);
    const std::size_t looks = world.looks;
    CHECK(looks <= 4);
    world.passes(1h);
    CHECK(world.looks == looks);
    CHECK_FALSE(world.engine.next_wake().has_value());
}

TEST_CASE("a stopped gopls with nothing to do is left alone") {
    World world;
    world.session_runs();
    world.gopls(1).leader().state = 'T';
    world.passes(1h);
    CHECK(world.signals.empty());
    CHECK(world.newest() == 1);
}

TEST_CASE("gopls is left alone while it works on one request for ten minutes") {
    World world;
    world.session_runs();
    works(world.gopls(1));
    const int hover = deadlocks(world);
    world.passes(9min + 59s);
    CHECK(world.newest() == 1);
    CHECK(world.engine.metrics().counters.stalls_detected.total() == 0);

    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 1);
}

TEST_CASE("burning CPU beyond the hard limit is reported and gopls left alone") {
    World world;
    world.session_runs();
    works(world.gopls(1));
    deadlocks(world);
    world.passes(20min);
    CHECK(world.times_logged({Event::kStall, {{"generation", 1}, {"verdict", "spinning"}}}) == 1);
    CHECK(world.newest() == 1);
}

TEST_CASE("with spin=act a spinning gopls is replaced with its warm cache") {
    core::Settings settings;
    settings.spin = core::SpinPolicy::kAct;
    World world(settings);
    world.session_runs();
    works(world.gopls(1));
    deadlocks(world);
    world.passes(10min + 2s);
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kSame);
}

TEST_CASE("work of a child counts as work of gopls") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    world.gopls(1).between_looks = [](core::Snapshot& s) { s.processes.back().write_chars += 1; };
    deadlocks(world);
    world.passes(9min);
    CHECK(world.newest() == 1);
    CHECK(world.signals.empty());
}

TEST_CASE("if the platform shows no processes the proxy does nothing") {
    World world;
    world.session_runs();
    world.gopls(1).snapshot.known = false;
    const int hover = deadlocks(world);
    world.passes(1h);
    CHECK(world.newest() == 1);
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.has_reply(hover));
}
