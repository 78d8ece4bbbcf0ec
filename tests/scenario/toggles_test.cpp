// Options that a user has toggled by a command of gopls. They stay on in a replacement and in new
// views.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

constexpr auto kExecute = "workspace/executeCommand";

json gc_details() {
    return {{"command", "gopls.gc_details"}, {"arguments", json::array({kFile})}};
}

}  // namespace

TEST_CASE("a replacement gets the toggles that are on and the editor sees none of it") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int toggle = world.editor.asks(kExecute, gc_details());
    world.settle();
    REQUIRE(world.editor.has_reply(toggle));
    deadlocks_and_is_replaced(world);
    CHECK(count(world.gopls(2).received, kExecute) == 1);
    CHECK(last(world.gopls(2).received, kExecute)->params() == gc_details());
    SECTION("a toggle switched off again stays off") {
        world.editor.asks(kExecute, gc_details());
        world.settle();
        deadlocks(world);
        world.passes(1min);
        REQUIRE(world.active() == 3);
        CHECK(count(world.gopls(3).received, kExecute) == 0);
    }
}

TEST_CASE("new views get the toggles as well") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.asks(kExecute, gc_details());
    world.settle();
    world.editor.asks(kExecute, {{"command", "gopls-proxy.reload"}});
    world.settle();
    CHECK(count(world.gopls(1).received, kExecute) == 2);
}

TEST_CASE("a toggle switched on while a standby loads is switched on there as well") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    later_servers_hang_on(world, "initialized");
    world.editor.asks(kExecute, {{"command", "gopls-proxy.restart"}});
    world.settle();
    REQUIRE(world.standby() == 2);
    world.editor.asks(kExecute, gc_details());
    world.settle();
    world.gopls(2).goes_on();
    world.passes(10s);
    CHECK(world.active() == 2);
    CHECK(count(world.gopls(2).received, kExecute) == 1);
}

TEST_CASE("views that gopls recreates by itself lose the toggle and the proxy forgets it") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.asks(kExecute, gc_details());
    world.settle();
    world.gopls(1).notifies("window/logMessage",
                            {{"type", 3}, {"message", "Created View (#2)\n\tdirectory=/w\n"}});
    world.settle();
    deadlocks_and_is_replaced(world);
    CHECK(count(world.gopls(2).received, kExecute) == 0);
}
