// The server is the gopls in the tree, wherever it stands; where there is none, what was started
// only carries bytes, and is watched without being judged.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// A session whose gopls is started by a script that does not exec.
struct Wrapped : World {
    Wrapped() {
        on_spawn = [](Gopls& gopls) { gopls.is_started_by({"/bin/sh", "/usr/local/bin/mygopls"}); };
        on_spawn(gopls(1));
        session_runs();
    }
};

/// A session whose gopls runs in a container, or on another machine.
struct Carried : World {
    explicit Carried(const core::Settings& settings = {}) : World(settings) {
        on_spawn = [](Gopls& gopls) { gopls.runs_elsewhere(); };
        on_spawn(gopls(1));
        session_runs();
    }
};

}  // namespace

TEST_CASE("behind a script it is gopls that is continued") {
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

TEST_CASE("behind a script a go list that hangs is ended, and gopls reads its stacks") {
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

TEST_CASE("behind a script a deadlocked gopls is replaced, and dumped itself") {
    Wrapped world;
    const int hover = deadlocks(world);
    world.passes(7s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.gopls(1).dumped == world.gopls(1).leader().ref);
}

TEST_CASE("what a script does beside gopls is not gopls's work") {
    Wrapped world;
    world.gopls(1).between_looks = [](core::Snapshot& s) { s.processes.front().cpu += 300ms; };
    deadlocks(world);
    world.passes(7s);
    CHECK(world.active() == 2);
}

TEST_CASE("a script that goes on when its gopls has ended is dead") {
    Wrapped world;
    world.passes(5s);  // it has been seen
    const int hover = deadlocks(world);
    world.gopls(1).snapshot.processes.resize(1);
    world.passes(4s);
    CHECK(world.newest() == 1);
    world.passes(2s);
    REQUIRE(world.active() == 2);
    CHECK(world.logged({Event::kLost, {{"verdict", "dead"}}}));
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("where no process is a gopls nothing is judged, and that is said once") {
    Carried world;
    const int hover = deadlocks(world);
    world.passes(1h);
    CHECK(world.newest() == 1);
    CHECK(world.signals.empty());
    CHECK(world.times_logged({Event::kUnseen, {}, "gopls runs elsewhere"}) == 1);
    CHECK(world.times_logged({Event::kSlow, {{"method", "textDocument/hover"}}}) == 1);
    const int status =
        world.editor.asks("workspace/executeCommand",
                          {{"command", "gopls-proxy.status"}, {"arguments", json::array()}});
    CHECK(world.editor.reply(status).result().at("active").at("gopls") ==
          "elsewhere, only watched");
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 1);
}

TEST_CASE("while what starts gopls is on its way nothing is said") {
    World world;
    world.gopls(1).runs_elsewhere();
    world.gopls(1).hangs_on("initialize");
    world.editor.initializes();
    world.passes(30s);
    CHECK_FALSE(world.logged({Event::kUnseen, {}, "gopls runs elsewhere"}));
    CHECK(world.newest() == 1);
}

TEST_CASE("what carries bytes is not ended for not reading: the editor is paused") {
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

TEST_CASE("what carries bytes is not replaced on account of a build cache either") {
    Carried world;
    deadlocks(world);
    world.passes(1s);
    world.gopls(1).notifies(
        "window/logMessage",
        {{"type", 1}, {"message", "go list: failed to initialize build cache at /c"}});
    world.passes(10s);
    CHECK(world.newest() == 1);
}

TEST_CASE("what carries bytes is replaced when it ends") {
    Carried world;
    const int hover = deadlocks(world);
    world.dies(1, {1, 0});
    world.passes(5s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("an executable that cannot be read is unknown, and not elsewhere") {
    World world;
    world.gopls(1).leader().is_gopls = core::IsGopls::kUnknown;
    world.session_runs();
    deadlocks(world);
    world.passes(1h);
    CHECK(world.newest() == 1);
    CHECK_FALSE(world.logged({Event::kUnseen, {}, "gopls runs elsewhere"}));
}

TEST_CASE("a server that works and does not read is waited for") {
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
