// The machine was suspended, or the proxy was stopped. Nothing was sampled meanwhile, so that time
// does not count against gopls.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("after a suspend the stall window begins again") {
    World world;
    world.session_runs();
    const int hover = deadlocks(world);
    world.passes(4s);
    world.is_suspended_for(8h);
    CHECK(world.newest() == 1);
    world.passes(4s);
    CHECK(world.newest() == 1);
    SECTION("an answer ends the stall") {
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 1);
    }
    SECTION("a stall is still detected") {
        world.passes(3s);
        CHECK(world.active() == 2);
    }
}

TEST_CASE("after a suspend a busy gopls does not count as spinning") {
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

TEST_CASE("after a suspend the editor has its full time to answer again") {
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

TEST_CASE("while the editor reads slowly gopls is paused and not judged") {
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
    SECTION("the editor reads again: gopls answers") {
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 1);
    }
    SECTION("the editor reads again: gopls is judged again") {
        world.passes(4s);
        CHECK(world.newest() == 1);
        world.passes(4s);
        CHECK(world.active() == 2);
    }
}
