// gopls waits for a `go list` that waits for nothing. The proxy ends the command, not gopls.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// The child ends on the interrupt, and gopls continues.
void ends_on_interrupt(World& world) {
    if (world.signals.empty()) return;
    Gopls& server = world.gopls(world.signals.back().generation);
    server.ends_children();
    server.goes_on();
    world.settle();
}

}  // namespace

TEST_CASE("an idle go list is ended with its descendants and then the view is reloaded") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    const int go = world.gopls(1).snapshot.processes.back().ref.pid;
    world.gopls(1).starts_child({"git", "fetch"}, go);
    const int git = world.gopls(1).snapshot.processes.back().ref.pid;
    const int hover = deadlocks(world);
    world.passes(19s + 999ms);
    REQUIRE(world.signals.empty());
    world.passes(1ms);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kInterrupt);
    REQUIRE(world.signals[0].processes.size() == 2);
    CHECK(world.signals[0].processes[0].pid == git);
    CHECK(world.signals[0].processes[1].pid == go);
    const Message* reload = last(world.gopls(1).received, "workspace/didChangeWorkspaceFolders");
    REQUIRE(reload);
    const json event = reload->params().at("event");
    CHECK(event.at("added") == event.at("removed"));
    CHECK(event.at("added").at(0).at("uri") == "file:///w");

    ends_on_interrupt(world);
    world.passes(1min);
    CHECK(world.editor.reply(hover).result().at("from") == 1);
    CHECK(world.newest() == 1);
}

TEST_CASE("a go list that ignores the interrupt is killed and then gopls is replaced") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(40s);
    REQUIRE(world.signals.size() == 2);
    CHECK(world.signals[1].signal == core::ProcessSignal::kKill);
    CHECK(world.active() == 2);
}

TEST_CASE("an interrupted go list has a moment to end however often it is sampled") {
    core::Settings settings;
    settings.stall.sample_interval = 100ms;
    World world(settings);
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(20s + 800ms);
    CHECK(world.signals.size() == 1);
    world.passes(300ms);
    REQUIRE(world.signals.size() == 2);
    CHECK(world.signals[1].signal == core::ProcessSignal::kKill);
}

TEST_CASE("after a second idle go list a standby is prepared as well") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(20s);
    ends_on_interrupt(world);
    world.passes(10s);
    REQUIRE(world.newest() == 1);

    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(22s);
    CHECK(world.signals.size() >= 2);
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kClean);
}

TEST_CASE("a stopped go list is first continued") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    world.gopls(1).snapshot.processes.back().state = 'T';
    const int hover = deadlocks(world);
    world.passes(20s);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kContinue);
    CHECK(world.signals[0].processes.back() == world.gopls(1).snapshot.processes.back().ref);
    SECTION("it continues: nothing else is done") {
        world.gopls(1).ends_children();
        world.gopls(1).goes_on();
        world.passes(1min);
        CHECK(world.editor.reply(hover).result().at("from") == 1);
        CHECK(world.signals.size() == 1);
    }
    SECTION("it does not: it is ended like any other") {
        world.passes(2s);
        REQUIRE(world.signals.size() >= 2);
        CHECK(world.signals[1].signal == core::ProcessSignal::kInterrupt);
        CHECK(world.gopls(1).got("workspace/didChangeWorkspaceFolders"));
        world.passes(2s);
        REQUIRE(world.signals.size() == 3);
        CHECK(world.signals[2].signal == core::ProcessSignal::kKill);
    }
}

TEST_CASE("a go list that waited for a disk and then hangs is ended like any other") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    world.gopls(1).snapshot.processes.back().state = 'D';
    deadlocks(world);
    world.passes(25s);
    REQUIRE(world.signals.empty());
    world.gopls(1).snapshot.processes.back().state = 'S';
    world.passes(25s);
    REQUIRE_FALSE(world.signals.empty());
    CHECK(world.signals[0].signal == core::ProcessSignal::kInterrupt);
    CHECK(world.gopls(1).got("workspace/didChangeWorkspaceFolders"));
}
