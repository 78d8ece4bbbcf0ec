// The time after a remedy. gopls reports late that the proxy ended its command; the editor does not
// see these reports once the folder has loaded.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

const std::string kFailed = "packages.Load error: err: signal: interrupt: stderr: ";

void begins_error(World& world, const json& token = "error") {
    Gopls& gopls = world.gopls(world.newest());
    gopls.asks(900 + static_cast<int>(gopls.received.size()), "window/workDoneProgress/create",
               {{"token", token}});
    gopls.notifies(
        "$/progress",
        {{"token", token},
         {"value",
          {{"kind", "begin"}, {"title", "Error loading workspace"}, {"message", kFailed}}}});
    world.settle();
}

void ends_error(World& world, const json& token = "error") {
    world.gopls(world.newest())
        .notifies("$/progress",
                  {{"token", token}, {"value", {{"kind", "end"}, {"message", "Done."}}}});
    world.settle();
}

/// The proxy ends a `go list`, and gopls answers the waiting request.
void is_ended(World& world) {
    go_list_does_nothing(world.gopls(1));
    const int hover = deadlocks(world);
    world.passes(20s);
    REQUIRE(world.signals.size() == 1);
    world.gopls(1).ends_children();
    world.gopls(1).goes_on();
    logs(world, 1, "initial workspace load failed: " + kFailed);
    world.settle();
    REQUIRE(world.editor.has_reply(hover));
}

void loads_well(World& world) {
    logs(world, 3, "Created View (#2)");
    logs(world, 3, "go/packages.Load #2\n\tview_id=\"2\"");
}

/// Returns gopls's own log messages to the editor.
std::vector<std::string> told_in_log(const World& world) {
    std::vector<std::string> told;
    for (const Message& message : world.editor.received) {
        if (message.method != "window/logMessage") continue;
        const std::string text = message.params().at("message");
        if (!text.starts_with("gopls-proxy: ")) told.push_back(text);
    }
    return told;
}

}  // namespace

TEST_CASE("after a reload the proxy makes gopls diagnose an open document again") {
    World world;
    world.session_runs();
    world.editor.opens("file:///w/go.mod", "module m\n", "go.mod");
    SECTION("the document with a waiting request") {
        world.editor.opens("file:///w/0.go", "package a\n");
        world.editor.opens(kFile, "package a\n");
        world.editor.types("file:///w/0.go", {{0, 0}, {0, 0}}, "//\n");
        is_ended(world);
        const auto& told = world.gopls(1).received;
        const Message* look = last(told, kWatchedFiles);
        REQUIRE(look);
        CHECK(look > last(told, "workspace/didChangeWorkspaceFolders"));
        CHECK(look->params().at("changes") == json::array({{{"uri", kFile}, {"type", 2}}}));
    }
    SECTION("without an open document gopls shows no error and needs no notification") {
        is_ended(world);
        CHECK(world.gopls(1).got("workspace/didChangeWorkspaceFolders"));
        CHECK_FALSE(world.gopls(1).got(kWatchedFiles));
    }
}

TEST_CASE("the error of a command that the proxy ended is hidden once the folder has loaded") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    is_ended(world);
    loads_well(world);
    world.passes(3s);
    begins_error(world);
    logs(world, 1, "errors loading workspace: " + kFailed);
    world.passes(10s);
    const Message* said = last(world.editor.received, "window/logMessage");
    for (const Message& m : world.editor.received) {
        if (m.body.dump().find("gopls-proxy: ") != std::string::npos) said = &m;
    }
    REQUIRE(said);
    CHECK(said->params().at("message").get<std::string>().ends_with(
        "has been inactive for 20.0 s; the proxy interrupted the command, gopls reloads the "
        "folders."));
    CHECK(world.logged({Event::kAftermathOver, {{"generation", 1}, {"dropped", 3}}}));
    ends_error(world);
    CHECK(world.editor.count("$/progress") == 0);
    CHECK(told_in_log(world) ==
          std::vector<std::string>{"Created View (#2)", "go/packages.Load #2\n\tview_id=\"2\""});
}

TEST_CASE("an error that persists is shown when the watch after the remedy ends") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    is_ended(world);
    begins_error(world);
    CHECK(world.editor.progress_open.empty());
    world.passes(9s);
    CHECK(world.editor.progress_open.empty());
    world.passes(2s);
    CHECK(world.logged({Event::kAftermathOver, {{"generation", 1}}}));
    CHECK(world.editor.progress_open.size() == 1);
    CHECK(told_in_log(world).size() == 1);
    ends_error(world);
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("the watch after a remedy continues until gopls has handled the reload") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.gopls(1).hangs_on("workspace/didChangeWorkspaceFolders");
    works(world.gopls(1));
    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.gopls(1).between_looks = {};
    world.passes(20s);
    REQUIRE(world.signals.size() == 1);
    works(world.gopls(1));
    world.gopls(1).ends_children();
    world.passes(1min);
    CHECK_FALSE(world.logged({Event::kAftermathOver}));
    world.gopls(1).goes_on();
    world.settle();
    world.passes(21s);
    CHECK(world.logged({Event::kAftermathOver, {{"generation", 1}}}));
}

TEST_CASE("held-back progress of a dead server is neither begun nor ended in the editor") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    is_ended(world);
    begins_error(world);
    world.dies(1, {0, 9});
    world.passes(30s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.progress_open.empty());
    const auto about_error = std::count_if(
        world.editor.received.begin(), world.editor.received.end(), [](const Message& message) {
            return message.method == "$/progress" && message.params().at("token") == "error";
        });
    CHECK(about_error == 0);
    CHECK(world.logged({Event::kAftermathOver, {{"generation", 2}}}));
}

TEST_CASE("a folder that lost its view because its command was ended is added again") {
    World world;
    world.session_runs();
    const std::vector<std::string> asks_toolchain{
        "go", "list", "-e", "-f", "{{context.ReleaseTags}}", "--", "unsafe"};
    world.on_spawn = [&](Gopls& gopls) {
        gopls.hangs_on("initialized");
        gopls.starts_child(asks_toolchain);
    };
    world.gopls(1).starts_child(asks_toolchain);
    deadlocks(world);
    world.passes(1min);
    REQUIRE(world.active() == 1);
    REQUIRE_FALSE(world.signals.empty());
    // gopls refuses to remove an unknown folder, and then adds none. So the proxy sends two
    // notifications.
    std::vector<json> events;
    for (const Message& message : world.gopls(1).received) {
        if (message.method == "workspace/didChangeWorkspaceFolders")
            events.push_back(message.params().at("event"));
        else if (events.size() == 1)
            FAIL("message between the two notifications: " << message.method);
    }
    REQUIRE(events.size() >= 2);
    CHECK(events[0].at("added").empty());
    CHECK(events[0].at("removed").at(0).at("uri") == "file:///w");
    CHECK(events[1].at("removed").empty());
    CHECK(events[1].at("added") == events[0].at("removed"));
}

namespace {

/// The next `go list` hangs in a new view, the proxy ends it, and gopls answers the waiting
/// request.
void another_is_ended(World& world) {
    const std::size_t before = world.signals.size();
    logs(world, 3, "Created View (#2)");
    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(20s + 500ms);
    REQUIRE(world.signals.size() == before + 1);
    world.gopls(1).ends_children();
    world.gopls(1).goes_on();
    world.settle();
    REQUIRE(world.active() == 1);
}

std::size_t reloads(World& world) {
    return count(world.gopls(1).received, "workspace/didChangeWorkspaceFolders");
}

}  // namespace

TEST_CASE("a load that was ended for good is retried after growing delays when no request waits") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    later_servers_hang_on(world, "initialized");
    for (int i = 0; i < 3; ++i) another_is_ended(world);
    REQUIRE(reloads(world) == 2);  // a third reload could repeat for ever
    const std::size_t shown = world.editor.count("$/progress");
    world.gopls(1).notifies(
        "textDocument/publishDiagnostics",
        {{"uri", kFile}, {"diagnostics", json::array({{{"message", "No active builds"}}})}});
    world.gopls(1).asks(900, "window/workDoneProgress/create", {{"token", "error"}});
    world.gopls(1).notifies(
        "$/progress",
        {{"token", "error"}, {"value", {{"kind", "begin"}, {"title", ""}, {"message", kFailed}}}});
    world.passes(9s);
    CHECK(reloads(world) == 2);
    CHECK(world.editor.count("$/progress") == shown);
    world.passes(1s);
    CHECK(reloads(world) == 3);
    CHECK(world.editor.diagnostics_of(kFile).empty());
    SECTION("the load succeeds: the editor sees no trace of the failure") {
        loads_well(world);
        world.gopls(1).notifies("textDocument/publishDiagnostics",
                                {{"uri", kFile}, {"diagnostics", json::array()}});
        world.gopls(1).notifies("$/progress", {{"token", "error"}, {"value", {{"kind", "end"}}}});
        world.passes(10min);
        CHECK(reloads(world) == 3);
        CHECK(world.editor.progress_open.empty());
        CHECK(world.editor.count("$/progress") == shown);
    }
    SECTION("the load hangs again: the next retry waits longer and is the last") {
        another_is_ended(world);
        world.passes(19s);
        CHECK(reloads(world) == 3);
        CHECK(world.editor.count("$/progress") > shown);  // the error is real by now
        world.passes(2s);
        CHECK(reloads(world) == 4);
        world.passes(10min);
        CHECK(reloads(world) == 4);
        CHECK_FALSE(world.engine.next_wake());
    }
    SECTION("gopls is replaced: the load is not retried") {
        world.on_spawn = nullptr;
        deadlocks_and_is_replaced(world);
        world.passes(10min);
        CHECK(reloads(world) == 3);
    }
}

TEST_CASE("a retry that falls due while a standby is prepared is postponed") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    later_servers_hang_on(world, "initialized");
    for (int i = 0; i < 3; ++i) another_is_ended(world);
    deadlocks(world);
    world.passes(12s);
    REQUIRE(world.standby() != 0);
    CHECK(reloads(world) == 2);
    world.gopls(1).goes_on();
    world.settle();
    REQUIRE(world.standby() == 0);
    world.passes(2s);
    CHECK(reloads(world) == 3);
    loads_well(world);
    world.passes(1min);
    // The proxy holds nothing back any longer.
    world.gopls(1).notifies("textDocument/publishDiagnostics",
                            {{"uri", kFile}, {"diagnostics", json::array({{{"message", "new"}}})}});
    world.settle();
    CHECK(world.editor.diagnostics_of(kFile).size() == 1);
}

TEST_CASE("every remedy with an effect is watched to its end") {
    World world;
    world.session_runs();
    SECTION("gopls is sent a change on disk") {
        world.on_disk({{"/w/go.mod", core::FileChange::kChanged}});
        world.passes(30s);
        REQUIRE(world.logged({Event::kRemedy, {{"remedy", "send_watched_files"}}}));
    }
    SECTION("a stopped gopls is continued") {
        world.gopls(1).leader().state = 'T';
        deadlocks(world);
        world.passes(5s);
        REQUIRE(world.logged({Event::kRemedy, {{"remedy", "sigcont"}}}));
        world.gopls(1).leader().state = 'S';
        world.gopls(1).goes_on();
        world.passes(30s);
    }
    CHECK(world.times_logged({Event::kAftermathOver, {{"generation", 1}}}) == 1);
    CHECK_FALSE(world.engine.next_wake());
}
