// Servers behind wrappers and carriers. The proxy judges the gopls in the process tree, wherever it
// is. If the tree has no gopls, the spawned process is a carrier: it only passes bytes on, and is
// watched but not judged.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// A session whose gopls is the child of a script that does not exec.
struct Wrapped : World {
    Wrapped() {
        on_spawn = [](Gopls& gopls) { gopls.is_started_by({"/bin/sh", "/usr/local/bin/mygopls"}); };
        on_spawn(gopls(1));
        session_runs();
    }
};

/// A session whose gopls runs in a container or on another machine.
struct Carried : World {
    explicit Carried(const core::Settings& settings = {}) : World(settings) {
        on_spawn = [](Gopls& gopls) { gopls.runs_elsewhere(); };
        on_spawn(gopls(1));
        session_runs();
    }
};

}  // namespace

TEST_CASE("behind a script the proxy continues gopls and not the script") {
    Wrapped world;
    world.gopls(1).leader().state = 'T';
    const int hover = deadlocks(world);
    world.passes(5s);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kContinue);
    CHECK(world.signals[0].processes == std::vector{world.gopls(1).leader().ref});
    world.gopls(1).leader().state = 'S';
    world.gopls(1).goes_on();
    world.passes(1min);
    CHECK(world.editor.reply(hover).result().at("from") == 1);
    CHECK(world.newest() == 1);
}

TEST_CASE("behind a script an idle go list is ended and gopls reads its stacks") {
    Wrapped world;
    go_list_does_nothing(world.gopls(1));
    const auto go = world.gopls(1).snapshot.processes.back().ref;
    deadlocks(world);
    world.passes(20s);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kInterrupt);
    CHECK(world.signals[0].processes == std::vector{go});
    CHECK(world.signals[0].reader == world.gopls(1).leader().ref);
}

TEST_CASE("behind a script a deadlocked gopls is replaced and gopls itself is dumped") {
    Wrapped world;
    const int hover = deadlocks(world);
    world.passes(7s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.gopls(1).dumped == world.gopls(1).leader().ref);
}

TEST_CASE("work of a script beside gopls does not count as gopls's work") {
    Wrapped world;
    world.gopls(1).between_looks = [](core::Snapshot& s) { s.processes.front().cpu += 300ms; };
    deadlocks(world);
    world.passes(7s);
    CHECK(world.active() == 2);
}

TEST_CASE("a script that outlives its gopls counts as dead") {
    Wrapped world;
    world.passes(5s);  // a sample has shown gopls
    const int hover = deadlocks(world);
    world.gopls(1).snapshot.processes.resize(1);
    world.passes(4s);
    CHECK(world.newest() == 1);
    world.passes(2s);
    REQUIRE(world.active() == 2);
    CHECK(world.logged({Event::kLost, {{"verdict", "dead"}}}));
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("if no process is gopls the proxy judges nothing and says so once") {
    Carried world;
    const int hover = deadlocks(world);
    world.passes(1h);
    CHECK(world.newest() == 1);
    CHECK(world.signals.empty());
    CHECK(world.times_logged({Event::kUnseen, {}, "gopls runs elsewhere"}) == 1);
    CHECK(world.times_logged({Event::kWaiting, {{"method", "textDocument/hover"}}}) == 1);
    const int status =
        world.editor.asks("workspace/executeCommand",
                          {{"command", "gopls-proxy.status"}, {"arguments", json::array()}});
    CHECK(world.editor.reply(status).result().at("active").at("gopls") ==
          "elsewhere, only watched");
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 1);
}

TEST_CASE("a missing gopls is not reported while its wrapper may still be starting it") {
    World world;
    world.gopls(1).runs_elsewhere();
    world.gopls(1).hangs_on("initialize");
    world.editor.initializes();
    world.passes(30s);
    CHECK_FALSE(world.logged({Event::kUnseen, {}, "gopls runs elsewhere"}));
    CHECK(world.newest() == 1);
}

TEST_CASE("a carrier that does not read is not ended; the editor is paused") {
    core::Settings settings;
    settings.max_queue_bytes = 1000;
    Carried world(settings);
    world.has_not_read(1, 2000);
    REQUIRE(world.editor_pauses.size() == 1);
    CHECK(world.editor_pauses.back().paused);
    for (int i = 0; i < 60; ++i) {
        world.passes(1s);
        world.has_not_read(1, 2000);
    }
    CHECK(world.newest() == 1);
    world.has_not_read(1, 0);
    CHECK_FALSE(world.editor_pauses.back().paused);
}

TEST_CASE("a carrier is not replaced because of a build cache fault") {
    Carried world;
    deadlocks(world);
    world.passes(1s);
    world.gopls(1).notifies(
        "window/logMessage",
        {{"type", 1}, {"message", "go list: failed to initialize build cache at /c"}});
    world.passes(10s);
    CHECK(world.newest() == 1);
}

TEST_CASE("a carrier that exits is replaced") {
    Carried world;
    const int hover = deadlocks(world);
    world.dies(1, {1, 0});
    world.passes(5s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("a process with an unreadable executable is unknown and not a carrier") {
    World world;
    world.gopls(1).leader().is_gopls = core::IsGopls::kUnknown;
    world.session_runs();
    deadlocks(world);
    world.passes(1h);
    CHECK(world.newest() == 1);
    CHECK_FALSE(world.logged({Event::kUnseen, {}, "gopls runs elsewhere"}));
}

TEST_CASE("a server that works without reading its input is not replaced") {
    core::Settings settings;
    settings.max_queue_bytes = 1000;
    World world(settings);
    world.session_runs();
    works(world.gopls(1));
    world.has_not_read(1, 2000);
    const auto goes_on_for = [&](int seconds) {
        for (int i = 0; i < seconds && world.newest() == 1; ++i) {
            world.passes(1s);
            if (world.newest() == 1) world.has_not_read(1, 2000);
        }
    };
    goes_on_for(60);
    CHECK(world.newest() == 1);
    world.gopls(1).between_looks = nullptr;
    goes_on_for(8);
    CHECK(world.newest() == 2);
}
