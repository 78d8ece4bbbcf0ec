// Requests that gopls runs beside its queue. The user waits for their replies as well.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// The active server does not answer a pull for diagnostics.
int pulls(World& world) {
    world.gopls(world.active()).hangs_on("textDocument/diagnostic");
    return world.editor.asks("textDocument/diagnostic", {{"textDocument", {{"uri", kFile}}}});
}

int runs_tests(World& world) {
    world.gopls(1).hangs_on("workspace/executeCommand");
    return world.editor.asks("workspace/executeCommand",
                             {{"command", "gopls.run_tests"}, {"arguments", json::array()}});
}

}  // namespace

TEST_CASE("a stopped gopls is found and continued for a request beside the queue") {
    World world;
    world.session_runs();
    world.gopls(1).leader().state = 'T';
    const int pull = pulls(world);
    world.passes(5s);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kContinue);
    world.gopls(1).leader().state = 'S';
    world.gopls(1).goes_on();
    world.passes(1min);
    CHECK(world.editor.reply(pull).result().at("from") == 1);
    CHECK(world.logged({Event::kRecovered, {{"generation", 1}, {"from", "stopped"}}}));
}

TEST_CASE("a deadlock on a request beside the queue: gopls is replaced and the read retried") {
    World world;
    world.session_runs();
    const int pull = pulls(world);
    world.passes(7s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(pull).result().at("from") == 2);
    CHECK(world.logged(
        {Event::kStall, {{"verdict", "deadlocked"}, {"head", "textDocument/diagnostic"}}}));
}

TEST_CASE("an idle go list that blocks a request beside the queue is ended") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    pulls(world);
    world.passes(20s);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kInterrupt);
}

TEST_CASE("the proxy does nothing while gopls works on a request beside its queue") {
    World world;
    world.session_runs();
    works(world.gopls(1));
    pulls(world);
    world.passes(5min);
    CHECK(world.newest() == 1);
    CHECK(world.engine.metrics().counters.stalls_detected.total() == 0);
}

TEST_CASE("quiet tests may run beyond the hard limit and are reported once") {
    World world;
    world.session_runs();
    world.gopls(1).starts_child({"go", "test", "-json", "./..."});
    runs_tests(world);
    world.passes(9min + 59s);
    CHECK_FALSE(world.logged({Event::kStall, {{"generation", 1}}}));
    world.passes(1h);
    CHECK(world.times_logged({Event::kStall, {{"generation", 1}, {"verdict", "other_child"}}}) ==
          1);
    CHECK(world.newest() == 1);
    CHECK(world.signals.empty());
}

TEST_CASE("replies from the queue do not end a stall beside it") {
    World world;
    world.session_runs();
    world.gopls(1).starts_child({"gopackagesdriver", "./..."});
    pulls(world);
    world.passes(30s);
    REQUIRE(world.times_logged(
                {Event::kStall, {{"generation", 1}, {"verdict", "packages_driver"}}}) == 1);
    for (int i = 0; i < 10; ++i) {
        const int hover = world.editor.asks(kHover, at(kFile));
        CHECK(world.editor.has_reply(hover));
        world.passes(1s);
    }
    CHECK(world.times_logged(
              {Event::kStall, {{"generation", 1}, {"verdict", "packages_driver"}}}) == 1);
    CHECK_FALSE(world.logged({Event::kRecovered}));
}
