// Commands and snapshots for the user's other programs, over the control socket.
#include "scenario/steps.hpp"

using namespace scenario;
using core::ProxyCommand;
using core::Status;

TEST_CASE("a restart by command replaces gopls beside the old one") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const auto token = world.is_told(ProxyCommand::kRestartClean);
    CHECK(world.commands_done.at(token).problem.empty());
    world.passes(1s);
    CHECK(world.active() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kClean);
    CHECK(world.gopls(2).texts == world.editor.texts);
}

TEST_CASE("a command that cannot be executed is refused with the reason") {
    core::Settings settings;
    SECTION("before the session") {
        World world(settings);
        const auto token = world.is_told(ProxyCommand::kRestart);
        CHECK(world.commands_done.at(token).problem == "the session has not started yet");
    }
    SECTION("in the mode observe") {
        settings.mode = core::Mode::kObserve;
        World world(settings);
        world.session_runs();
        const auto token = world.is_told(ProxyCommand::kReload);
        CHECK(world.commands_done.at(token).problem == "not available with mode = \"observe\"");
    }
}

TEST_CASE("an incident by command waits for a sample of the processes") {
    World world;
    world.session_runs();
    world.sees_processes = false;
    const auto first = world.is_told(ProxyCommand::kIncident);
    const auto second = world.is_told(ProxyCommand::kIncident);
    CHECK(world.commands_done.empty());
    world.passes(2s);
    CHECK(json::parse(world.commands_done.at(first).result).at("incident") == 1);
    CHECK(world.commands_done.contains(second));
    CHECK(world.incidents.size() == 1);
}

TEST_CASE("an incident by command is saved although the session ends first") {
    World world;
    world.session_runs();
    world.sees_processes = false;
    const auto token = world.is_told(ProxyCommand::kIncident);
    world.editor_goes();
    CHECK(json::parse(world.commands_done.at(token).result).at("incident") == 1);
}

TEST_CASE("the status follows a stall from the first request to the replacement") {
    World world;
    const auto state = [&] { return world.engine.status(world.now).state(); };
    CHECK(state() == Status::State::kNew);
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(1s);
    CHECK(state() == Status::State::kHealthy);
    later_servers_hang_on(world, "initialized");
    world.gopls(1).hangs_on(kHover);
    const int hover = world.editor.asks(kHover, at(kFile));
    world.passes(1s);
    CHECK(state() == Status::State::kHealthy);
    world.passes(1s);
    Status status = world.engine.status(world.now);
    CHECK(status.state() == Status::State::kQuiet);
    REQUIRE(status.waiting.size() == 1);
    CHECK(status.waiting[0].id == std::to_string(hover));
    CHECK(status.waiting[0].waited == 2s);
    CHECK(status.waiting[0].generation == 1);
    REQUIRE(status.active->head);
    CHECK(status.active->head->method == kHover);
    world.passes(6s);
    status = world.engine.status(world.now);
    CHECK(status.state() == Status::State::kStuck);
    CHECK(status.active->stall->verdict == core::VerdictKind::kDeadlocked);
    REQUIRE(status.standby);
    CHECK(status.standby->generation == 2);
    CHECK(status.last_incident->open);
    world.gopls(2).goes_on();
    world.passes(10s);
    status = world.engine.status(world.now);
    CHECK(status.state() == Status::State::kHealthy);
    CHECK(status.active->generation == 2);
    CHECK(status.metrics.counters.replacements == 1);
    CHECK_FALSE(status.last_incident->open);
    world.editor_goes();
    CHECK(state() == Status::State::kEnded);
}
