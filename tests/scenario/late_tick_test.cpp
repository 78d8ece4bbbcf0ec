// The machine slept, or the proxy was stopped: nobody watched, so nothing that
// passed meanwhile counts against gopls.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("after a suspend the window begins anew") {
    World world;
    world.session_runs();
    const int hover = deadlocks(world);
    world.passes(4s);
    world.is_suspended_for(8h);
    CHECK(world.newest() == 1);
    world.passes(4s);
    CHECK(world.newest() == 1);
    SECTION("and an answer is an answer") {
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 1);
    }
    SECTION("and a stall is still found") {
        world.passes(3s);
        CHECK(world.active() == 2);
    }
}

TEST_CASE("after a suspend a busy gopls is not taken for one that spins") {
    core::Settings settings;
    settings.spin = core::SpinPolicy::kAct;
    World world(settings);
    world.session_runs();
    works(world.gopls(1));
    deadlocks(world);
    world.passes(3s);
    world.is_suspended_for(8h);
    world.passes(5min);
    CHECK(world.newest() == 1);
    CHECK_FALSE(world.logged({Event::kLook, {{"verdict", "spinning"}}}));
}

TEST_CASE("after a suspend a quiet child is not beyond the hard limit") {
    World world;
    world.session_runs();
    world.gopls(1).starts_child({"gopackagesdriver", "./..."});
    deadlocks(world);
    world.passes(3s);
    world.is_suspended_for(8h);
    world.passes(1min);
    CHECK(world.newest() == 1);
}

TEST_CASE("after a suspend the editor has its time again to answer") {
    World world;
    world.session_runs();
    world.editor.leaves_open("workspace/configuration");
    world.gopls(1).asks_and_waits(1, "workspace/configuration",
                                  {{"items", json::array({json::object()})}});
    world.settle();
    world.editor.asks(kHover, at(kFile));
    world.passes(3s);
    world.is_suspended_for(8h);
    world.passes(20s);
    CHECK(world.gopls(1).answer_to(1) == nullptr);
    world.passes(15s);
    CHECK(world.gopls(1).answer_to(1) != nullptr);
}

TEST_CASE("an editor that is slow to read: gopls is paused, and not judged") {
    World world;
    world.session_runs();
    const int hover = deadlocks(world);
    world.passes(3s);
    world.editor_has_not_read(std::size_t{17} << 20);
    CHECK(world.gopls(1).paused);
    world.passes(1h);
    CHECK(world.newest() == 1);

    world.editor_has_not_read(0);
    CHECK_FALSE(world.gopls(1).paused);
    SECTION("then it answers") {
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 1);
    }
    SECTION("then it is watched again") {
        world.passes(4s);
        CHECK(world.newest() == 1);
        world.passes(4s);
        CHECK(world.active() == 2);
    }
}
