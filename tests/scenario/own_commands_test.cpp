// The proxy's own commands, which a user runs from the editor.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

int runs(World& world, const std::string& command) {
    const int id = world.editor.asks("workspace/executeCommand", {{"command", command}});
    world.settle();
    return id;
}

json offered(const World& world) {
    for (const auto& message : world.editor.received) {
        const json& result = message.body.value("result", json::object());
        if (!result.is_object() || !result.contains("capabilities")) continue;
        return result.at("capabilities").at("executeCommandProvider").at("commands");
    }
    return nullptr;
}

}  // namespace

TEST_CASE("the editor is offered gopls's commands followed by the proxy's") {
    World world;
    world.session_runs();
    CHECK(offered(world) ==
          json::array({"gopls.tidy", "gopls.run_tests", "gopls-proxy.reload", "gopls-proxy.restart",
                       "gopls-proxy.restartClean", "gopls-proxy.status", "gopls-proxy.incident"}));
}

TEST_CASE("in modes that do not act no command that replaces gopls is offered") {
    core::Settings settings;
    SECTION("observe") {
        settings.mode = core::Mode::kObserve;
        World world(settings);
        world.session_runs();
        CHECK(offered(world) == json::array({"gopls.tidy", "gopls.run_tests", "gopls-proxy.status",
                                             "gopls-proxy.incident"}));
        runs(world, "gopls-proxy.restart");  // gopls refuses it
        CHECK(world.newest() == 1);
        CHECK(last(world.gopls(1).received, "workspace/executeCommand"));
    }
    SECTION("off") {
        settings.mode = core::Mode::kOff;
        World world(settings);
        world.session_runs();
        CHECK(offered(world) == json::array({"gopls.tidy", "gopls.run_tests"}));
    }
}

TEST_CASE("a requested restart starts a gopls beside the old one even over the budget") {
    core::Settings settings;
    settings.budget.replacements = 0;
    World world(settings);
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const bool clean = GENERATE(false, true);
    later_servers_hang_on(world, "initialized");
    const int id = runs(world, clean ? "gopls-proxy.restartClean" : "gopls-proxy.restart");
    CHECK(world.editor.reply(id).result().is_null());
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).start.cache == (clean ? core::CacheUse::kClean : core::CacheUse::kSame));
    // The old gopls answers meanwhile, and is replaced all the same.
    const int hover = world.editor.asks(kHover, at(kFile));
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 1);
    REQUIRE(world.standby() == 2);
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.active() == 2);
    CHECK(world.gopls(1).ended);
    CHECK_FALSE(world.gopls(1).dumped);
    CHECK(world.editor.progress_open.empty());
    CHECK(world.incidents.empty());
}

TEST_CASE("a requested restart brings a delayed replacement forward") {
    World world;
    world.session_runs();
    deadlocks_and_is_replaced(world);
    deadlocks(world);
    world.passes(5s);
    REQUIRE(world.logged({Event::kReplacementPlanned}));
    REQUIRE(world.newest() == 2);
    runs(world, "gopls-proxy.restart");
    CHECK(world.active() == 3);
    world.passes(1min);
    CHECK(world.newest() == 3);
}

TEST_CASE("a requested restart goes ahead though the old gopls answers meanwhile") {
    World world;
    world.session_runs();
    deadlocks_and_is_replaced(world);
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(5s);
    REQUIRE(world.logged({Event::kReplacementPlanned}));
    runs(world, "gopls-proxy.restart");
    world.gopls(2).goes_on();
    world.settle();
    REQUIRE(world.standby() == 3);
    world.gopls(3).goes_on();
    world.settle();
    CHECK(world.active() == 3);
}

TEST_CASE("a restart is refused while a text is uncertain") {
    World world;
    world.compares_texts = false;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.notifies(
        "textDocument/didChange",
        {{"textDocument", {{"uri", kFile}, {"version", 2}}},
         {"contentChanges", json::array({{{"range",
                                           {{"start", {{"line", 99}, {"character", 0}}},
                                            {"end", {{"line", 98}, {"character", 0}}}}},
                                          {"text", "x"}}})}});
    const int id = runs(world, "gopls-proxy.restart");
    CHECK(world.editor.reply(id).error_code() == -32803);
    CHECK(world.newest() == 1);
}

TEST_CASE("a requested reload reloads the workspace folders") {
    World world;
    world.session_runs();
    const int id = runs(world, "gopls-proxy.reload");
    CHECK(world.editor.has_reply(id));
    CHECK(last(world.gopls(1).received, "workspace/didChangeWorkspaceFolders"));
    CHECK(world.newest() == 1);
}

TEST_CASE("the status is answered while gopls hangs") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(2s);
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    const json status = world.editor.reply(runs(world, "gopls-proxy.status")).result();
    CHECK(status.at("mode") == "act");
    CHECK(status.at("active").at("generation") == 1);
    CHECK(status.at("active").at("head").at("method") == kHover);
    CHECK(status.at("active").at("stall").at("verdict") == "deadlocked");
    CHECK(status.at("standby").at("phase") == "loading");
    CHECK(status.at("requests_in_flight") == 1);
    CHECK(status.at("open_documents") == 1);
}

TEST_CASE("an incident is saved on request") {
    World world;
    world.session_runs();
    const json answer = world.editor.reply(runs(world, "gopls-proxy.incident")).result();
    CHECK(answer.at("incident") == 1);
    CHECK(answer.at("verdict") == "asked");
    REQUIRE(world.incidents.contains(1));
    CHECK(json::parse(world.incidents.at(1).json).at("outcome") == "asked");
}

TEST_CASE("an incident on request shows the current processes and no older sample") {
    World world;
    world.session_runs();
    world.passes(1min);  // idle: no samples
    world.gopls(1).leader().state = 'T';
    runs(world, "gopls-proxy.incident");
    const json incident = json::parse(world.incidents.at(1).json);
    CHECK(incident.at("processes").at(0).at("state") == "T");
}

TEST_CASE("an incident on request is saved and answered even if no sample arrives") {
    World world;
    world.session_runs();
    world.sees_processes = false;
    const int first = runs(world, "gopls-proxy.incident");
    const int second = runs(world, "gopls-proxy.incident");
    CHECK_FALSE(world.editor.has_reply(first));
    world.passes(2s);
    CHECK(world.editor.reply(first).result().at("incident") == 1);
    CHECK(world.editor.reply(second).result().at("incident") == 1);
    CHECK(world.incidents.size() == 1);
}

TEST_CASE("an incident on request is answered even if the session ends first") {
    World world;
    world.session_runs();
    world.sees_processes = false;
    const int asked = runs(world, "gopls-proxy.incident");
    world.editor.asks("shutdown");
    world.editor.notifies("exit");
    world.passes(1s);
    CHECK(world.editor.reply(asked).result().at("incident") == 1);
    CHECK(world.exit_code == 0);
}

TEST_CASE("an incident command that is cancelled while it waits saves nothing") {
    World world;
    world.session_runs();
    world.sees_processes = false;
    const int asked = runs(world, "gopls-proxy.incident");
    world.editor.cancels(asked);
    CHECK(world.editor.reply(asked).error_code() ==
          static_cast<int>(lsp::ErrorCode::kRequestCancelled));
    world.passes(5s);
    CHECK(world.incidents.empty());
    CHECK_FALSE(world.editor.waits());
}

TEST_CASE("a replacement does not receive the proxy's own command that waits for a sample") {
    World world;
    world.session_runs();
    world.sees_processes = false;
    const int asked = runs(world, "gopls-proxy.incident");
    world.dies(1, {0, 9});
    world.passes(1s);
    REQUIRE(world.active() == 2);
    world.passes(2s);
    CHECK_FALSE(last(world.gopls(2).received, "workspace/executeCommand"));
    CHECK(world.editor.reply(asked).result().at("incident") == 2);
}
