// Exceptions in the proxy's own logic. The current message is forwarded unchanged, and after the
// second failure the proxy is a plain pipe. A hook throws the exceptions.
#include <stdexcept>

#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// The next `times` turns of the engine fail.
void fails(World& world, int times) {
    world.engine.set_fault_hook([left = times]() mutable {
        if (left > 0 && left--) throw std::runtime_error("a fault of the test");
    });
}

/// The handling of one message of the editor fails, not the whole read.
void fails_on_a_message(World& world) {
    world.engine.set_fault_hook([step = 0]() mutable {
        if (++step == 2) throw std::runtime_error("a fault of the test");
    });
}

}  // namespace

TEST_CASE("a message on which the proxy fails is forwarded unchanged") {
    World world;
    world.session_runs();
    fails_on_a_message(world);
    const int hover = world.editor.asks(kHover, at(kFile));
    world.settle();
    CHECK(world.logged({Event::kInternalError, {}, "a fault of the test"}));
    CHECK(world.editor.has_reply(hover));
    CHECK(world.engine.metrics().counters.internal_errors == 1);
    CHECK(world.engine.metrics().counters.plain_pipes == 0);
}

TEST_CASE("after the second failure the proxy only forwards messages") {
    World world;
    world.session_runs();
    const int hover = deadlocks(world);
    fails(world, 2);
    world.passes(1h);
    CHECK(world.newest() == 1);
    CHECK(world.signals.empty());
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.has_reply(hover));
    CHECK(world.engine.metrics().counters.plain_pipes == 1);
    CHECK(world.logged(
        {Event::kPlainPipe, {}, "second internal error in gopls-proxy (a fault of the test)"}));
    REQUIRE(world.incidents.size() == 1);
    CHECK(world.incidents.at(1).verdict == "internal_error");
    CHECK_FALSE(world.incidents.at(1).open);
}

TEST_CASE("a failure while a standby is prepared drops the standby") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    const int hover = deadlocks(world);
    world.passes(10s);
    REQUIRE(world.standby() == 2);
    fails(world, 2);
    world.passes(1h);
    CHECK(world.standby() == 0);
    CHECK(world.active() == 1);
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.has_reply(hover));
}

TEST_CASE("a failure while no gopls takes messages ends the session and answers every request") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialize");
    world.dies(1, {.code = 2, .signal = 0});
    const int hover = world.editor.asks(kHover, at(kFile));
    fails(world, 2);
    world.passes(1h);
    CHECK(world.exit_code == 1);
    CHECK(world.editor.has_reply(hover));
}
