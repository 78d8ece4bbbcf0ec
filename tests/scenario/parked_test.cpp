// gopls parked over the control socket: it is ended, so that nothing uses its caches, and what the
// editor sends waits for the next one.
#include "scenario/steps.hpp"

using namespace scenario;
using core::ProxyCommand;
using core::Status;

namespace {

std::string problem_of(World& world, ProxyCommand command) {
    return world.commands_done.at(world.is_told(command)).problem;
}

}  // namespace

TEST_CASE("edits and requests to a parked gopls reach the next one") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    CHECK(problem_of(world, ProxyCommand::kPark).empty());
    CHECK(world.gopls(1).ended);
    CHECK_FALSE(world.gopls(1).dumped);
    CHECK(world.engine.status(world.now).state() == Status::State::kParked);
    CHECK(world.editor.progress_open.size() == 1);
    world.editor.opens(kOther, "package b\n");
    world.editor.types(kFile, {{0, 0}, {0, 0}}, "// unsaved\n");
    const int hover = world.editor.asks(kHover, at(kFile));
    world.passes(1min);
    CHECK(world.newest() == 1);
    CHECK_FALSE(world.editor.has_reply(hover));
    CHECK(problem_of(world, ProxyCommand::kUnpark).empty());
    world.passes(1s);
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).texts == world.editor.texts);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.editor.progress_open.empty());
    CHECK(world.incidents.empty());
    CHECK(world.engine.status(world.now).state() == Status::State::kHealthy);
}

TEST_CASE("open requests are sorted as at a replacement when gopls is parked") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.gopls(1).hangs_on(kHover);
    const int hover = world.editor.asks(kHover, at(kFile));
    const int command = world.editor.asks("workspace/executeCommand", {{"command", "gopls.tidy"}});
    world.is_told(ProxyCommand::kPark);
    CHECK(world.editor.reply(command).error_code() == kServerCancelled);
    CHECK_FALSE(world.editor.has_reply(hover));
    world.is_told(ProxyCommand::kUnpark);
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("a parked gopls is started again after ten minutes") {
    World world;
    world.session_runs();
    const int hover = [&] {
        world.is_told(ProxyCommand::kPark);
        return world.editor.asks(kHover, at(kFile));
    }();
    world.passes(10min - 1s);
    CHECK(world.newest() == 1);
    world.passes(2s);
    CHECK(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(problem_of(world, ProxyCommand::kUnpark) == "gopls is not parked");
}

TEST_CASE("a person may start a parked gopls from the editor") {
    World world;
    world.session_runs();
    world.is_told(ProxyCommand::kPark);
    const int reload =
        world.editor.asks("workspace/executeCommand", {{"command", "gopls-proxy.reload"}});
    CHECK(world.editor.reply(reload).error_code() == -32803);
    const int restart =
        world.editor.asks("workspace/executeCommand", {{"command", "gopls-proxy.restartClean"}});
    CHECK(world.editor.reply(restart).result().is_null());
    world.passes(1s);
    CHECK(world.active() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kClean);
}

TEST_CASE("the session may end while gopls is parked") {
    World world;
    world.session_runs();
    world.is_told(ProxyCommand::kPark);
    const int hover = world.editor.asks(kHover, at(kFile));
    const int shutdown = world.editor.asks("shutdown", json());
    world.passes(300ms);
    CHECK(world.editor.reply(shutdown).result().is_null());
    world.editor.notifies("exit", json());
    CHECK(world.editor.reply(hover).error_code() == kServerCancelled);
    CHECK(world.exit_code == 0);
    CHECK(world.newest() == 1);
}

TEST_CASE("parking drops a replacement that is being prepared") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    later_servers_hang_on(world, "initialized");
    const int hover = deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    CHECK(problem_of(world, ProxyCommand::kPark).empty());
    CHECK(world.gopls(1).ended);
    CHECK(world.gopls(2).ended);
    CHECK(json::parse(world.incidents.at(1).json).at("outcome") == "parked");
    world.on_spawn = nullptr;
    world.script = nullptr;
    world.is_told(ProxyCommand::kUnpark);
    world.passes(1s);
    CHECK(world.active() == 3);
    CHECK(world.editor.reply(hover).result().at("from") == 3);
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("parking holds a replacement back that waits for its time") {
    World world;
    world.session_runs();
    for (Generation dead = 1; world.active() == dead; ++dead) world.dies(dead, {2, 0});
    REQUIRE(world.logged({Event::kReplacementPlanned}));
    const Generation last = world.newest();
    CHECK(problem_of(world, ProxyCommand::kPark).empty());
    world.passes(9min);
    CHECK(world.newest() == last);
    world.is_told(ProxyCommand::kUnpark);
    world.passes(1s);
    CHECK(world.active() == last + 1);
}

TEST_CASE("parking is refused with the reason") {
    core::Settings settings;
    SECTION("before the session") {
        World world(settings);
        CHECK(problem_of(world, ProxyCommand::kPark) == "the session has not started yet");
    }
    SECTION("in the mode observe, which has no copy of the documents") {
        settings.mode = core::Mode::kObserve;
        World world(settings);
        world.session_runs();
        CHECK(problem_of(world, ProxyCommand::kPark) == "not available with mode = \"observe\"");
    }
    SECTION("twice") {
        World world(settings);
        world.session_runs();
        world.is_told(ProxyCommand::kPark);
        CHECK(problem_of(world, ProxyCommand::kPark) == "gopls is parked already");
    }
    SECTION("while a text is uncertain") {
        World world(settings);
        world.compares_texts = false;
        world.session_runs();
        world.editor.opens(kFile, "package a\n");
        types_nonsense(world);
        CHECK(problem_of(world, ProxyCommand::kPark).find("uncertain") != std::string::npos);
        CHECK(world.active() == 1);
    }
    SECTION("without a parked gopls there is nothing to unpark") {
        World world(settings);
        world.session_runs();
        CHECK(problem_of(world, ProxyCommand::kUnpark) == "gopls is not parked");
    }
}
