// A gopls stopped by a signal. The proxy first sends it SIGCONT.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

int stops(World& world) {
    world.gopls(world.active()).leader().state = 'T';
    return deadlocks(world);
}

/// Returns the last line in the editor's log.
std::string said(const World& world) {
    return last(world.editor.received, "window/logMessage")->params().at("message");
}

}  // namespace

TEST_CASE("a stopped gopls is continued and kept when it answers") {
    World world;
    world.session_runs();
    const int hover = stops(world);
    world.passes(5s);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kContinue);
    CHECK(world.signals[0].processes == std::vector<core::ProcessRef>{world.gopls(1).leader().ref});

    CHECK(said(world) ==
          "gopls-proxy: gopls was stopped by a signal (state T); the proxy sent SIGCONT.");

    world.gopls(1).leader().state = 'S';
    world.gopls(1).goes_on();
    world.passes(1min);
    CHECK(world.editor.reply(hover).result().at("from") == 1);
    CHECK(world.newest() == 1);
    CHECK(world.logged({Event::kRecovered, {{"generation", 1}, {"from", "stopped"}}}));
}

TEST_CASE("if gopls stays stopped it is replaced") {
    World world;
    world.session_runs();
    const int hover = stops(world);
    world.passes(7s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    // The time is that since the last answer.
    CHECK(said(world).starts_with("gopls-proxy: A fresh gopls took over, 5."));
    CHECK(said(world).ends_with("Cause: gopls was stopped by a signal (state T)."));
}

TEST_CASE("if gopls runs only for a moment between two stops it is replaced") {
    World world;
    world.session_runs();
    stops(world);
    world.passes(5s);
    REQUIRE(world.signals.size() == 1);
    world.gopls(1).between_looks = [](core::Snapshot& s) { s.processes.front().cpu += 50ms; };
    world.passes(300ms);
    CHECK(world.active() == 2);
}

TEST_CASE("a continued gopls that does not move is replaced as deadlocked") {
    World world;
    world.session_runs();
    stops(world);
    world.passes(5s);
    world.gopls(1).leader().state = 'S';
    world.passes(4s);
    CHECK(world.newest() == 1);  // it could not work before it was continued
    world.passes(2s);
    CHECK(world.active() == 2);
}

TEST_CASE("if gopls is stopped a second time a standby is prepared at once") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    stops(world);
    world.passes(5s);
    world.gopls(1).leader().state = 'S';
    world.gopls(1).goes_on();
    world.passes(1min);
    REQUIRE(world.newest() == 1);

    stops(world);
    world.passes(5s);
    CHECK(world.signals.size() == 2);
    CHECK(world.standby() == 2);
}

TEST_CASE("a gopls under a debugger is left alone") {
    World world;
    world.session_runs();
    SECTION("the tracer has stopped it") {
        world.gopls(1).leader().state = 't';
    }
    SECTION("it is traced") {
        world.gopls(1).leader().state = 'T';
        world.gopls(1).leader().traced = true;
    }
    deadlocks(world);
    world.passes(1h);
    CHECK(world.signals.empty());
    CHECK(world.newest() == 1);
}
