// Modes that limit the proxy: observe reports only, and off takes no samples.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

core::Settings in(core::Mode mode) {
    core::Settings settings;
    settings.mode = mode;
    return settings;
}

}  // namespace

TEST_CASE("observe detects a stall and reports it once but does nothing") {
    World world(in(core::Mode::kObserve));
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int hover = deadlocks(world);
    world.passes(1h);
    CHECK(world.newest() == 1);
    CHECK(world.signals.empty());
    CHECK(world.incidents.empty());
    CHECK(world.times_logged({Event::kRemedy, {{"remedy", "none"}}}) == 1);
    CHECK(world.engine.metrics().counters.stalls_detected.total() == 1);
    CHECK(world.engine.metrics().counters.stalls_acted_on.total() == 0);
    CHECK(world.editor.count("window/logMessage") == 0);
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 1);
}

TEST_CASE("observe does not answer for the editor and ends no command") {
    World world(in(core::Mode::kObserve));
    world.session_runs();
    SECTION("the editor owes an answer") {
        world.editor.leaves_open("workspace/configuration");
        world.gopls(1).asks_and_waits(1, "workspace/configuration",
                                      {{"items", json::array({json::object()})}});
        world.settle();
        world.editor.asks(kHover, at(kFile));
    }
    SECTION("a go list is quiet") {
        go_list_does_nothing(world.gopls(1));
        deadlocks(world);
    }
    world.passes(10min);
    CHECK(world.gopls(1).answer_to(1) == nullptr);
    CHECK(world.signals.empty());
}

TEST_CASE("in modes that do not act a dead gopls ends the session with its exit code") {
    const auto mode = GENERATE(core::Mode::kObserve, core::Mode::kOff);
    World world(in(mode));
    world.session_runs();
    const int hover = deadlocks(world);
    SECTION("gopls exits with a code") {
        world.dies(1, {3, 0});
        CHECK(world.exit_code == 3);
    }
    SECTION("a signal kills gopls") {
        world.dies(1, {0, 11});
        CHECK(world.exit_code == 128 + 11);
    }
    SECTION("exit code 0 in the middle of a session is a failure") {
        world.dies(1, {0, 0});
        CHECK(world.exit_code == 1);
    }
    CHECK(world.editor.reply(hover).error_code() != 0);
}

TEST_CASE("off never samples or probes but still times requests") {
    World world(in(core::Mode::kOff));
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int hover = deadlocks(world);
    world.passes(1h);
    CHECK(world.looks == 0);
    CHECK(world.gopls(1).received_bytes == world.editor.sent_bytes);
    CHECK(world.logged({Event::kWaiting, {{"method", "textDocument/hover"}}}));
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.logged({Event::kSlow, {{"method", "textDocument/hover"}, {"took", "60 min"}}}));
    CHECK(world.editor.has_reply(hover));
    CHECK(world.engine.metrics().table().find("textDocument/hover") != std::string::npos);
}

TEST_CASE("modes that do not act pause the editor while gopls does not read") {
    const auto mode = GENERATE(core::Mode::kObserve, core::Mode::kOff);
    World world(in(mode));
    world.session_runs();
    world.has_not_read(1, std::size_t{2} << 20);
    REQUIRE_FALSE(world.editor_pauses.empty());
    CHECK(world.editor_pauses.back().paused);
    world.has_not_read(1, 0);
    CHECK_FALSE(world.editor_pauses.back().paused);
    CHECK(world.newest() == 1);
}
