// A standby: it receives all messages while it loads, and its state replaces the old server's.
#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Editor;
using support::FakeServers;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

/// The first fake hangs on its second hover. The second one loads until the gate "loaded" opens.
void hang_then_load_slowly(FakeServers& fakes) {
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    fakes.rule({{"process", 2},
                {"on", "load"},
                {"do", "hold"},
                {"work", true},
                {"path", fakes.gate("loaded")}});
}

Json hover(Editor& editor, const std::string& uri) {
    return editor.request("textDocument/hover", editor.at(uri, "package"));
}

std::string uri_of(const Sandbox& sandbox, const std::string& name) {
    return Sandbox::uri(sandbox.path(name));
}

}  // namespace

TEST_CASE("a standby misses no message while it loads", "[standby][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    hang_then_load_slowly(fakes);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::string a = steps::fake_uri(sandbox);
    const std::string still = uri_of(sandbox, "still.go");
    const std::string closed = uri_of(sandbox, "closed.go");
    const std::string reopened = uri_of(sandbox, "reopened.go");
    editor->open(still, "package still // é😀\r\n");
    editor->open(closed, "package closed\n");
    editor->open(reopened, "package reopened\n");
    editor->replace(a, "package a", "package abc");

    const Json about_still = hover(*editor, still);  // hangs
    const Json about_a = hover(*editor, a);          // waits behind it
    const Json echo = editor->request("fake/echo", {{"not", "a pure read"}});
    editor->wait_until([&] { return fakes.does(2, "hold"); }, "a standby that loads");

    const std::string opened = uri_of(sandbox, "opened.go");
    editor->insert(a, "func", "// typed while the standby loads é😀\r\n");
    editor->open(opened, "package opened\n");
    editor->insert(opened, "package", "// first\n");
    editor->close(closed);
    editor->close(reopened);
    editor->open(reopened, "package again\n");
    editor->save(a);
    editor->file_changed(uri_of(sandbox, "disk.go"), 1);
    editor->file_changed(uri_of(sandbox, "go.mod"), 2);
    editor->notify("workspace/didChangeConfiguration", {{"settings", {{"x", 1}}}});
    editor->notify("foo/unknownNotification", {{"x", 1}});
    const ProxyLog log(sandbox);
    CHECK_FALSE(log.has({Event::kSwitch, {{"generation", 2}}}));
    CHECK_FALSE(editor->replied(about_still));
    fakes.open_gate("loaded");

    const Json answer = editor->result(about_still);
    CHECK(Json::parse(answer["contents"]["value"].get<std::string>())["process"] == 2);
    CHECK(editor->await(about_a)["error"]["code"] == -32801);  // the text has changed
    const int code = editor->await(echo)["error"]["code"].get<int>();
    CHECK((code == -32801 || code == -32802));

    const Json state = editor->call("fake/state", Json::object());
    CHECK(state["process"] == 2);
    CHECK(state["complaints"] == Json::array());
    CHECK(state["documents"].size() == 4);
    for (const std::string& uri : {a, still, reopened, opened}) {
        INFO(uri);
        CHECK(state["documents"][uri]["text"] == editor->text(uri));
        CHECK(state["documents"][uri]["version"] == editor->version(uri));
        CHECK(state["documents"][uri]["language"] == "go");
    }
    CHECK(state["saved"] == Json::array({a}));
    CHECK(state["file_events"].size() == 2);
    CHECK(fakes.told(2, "workspace/didChangeConfiguration") == 1);
    CHECK(fakes.told(2, "foo/unknownNotification") == 1);
    CHECK(fakes.told(2, "workspace/didChangeWatchedFiles") == 2);
    log.expect({Event::kStall, {{"verdict", "deadlocked"}}});
    log.expect_order({Event::kSwitch, {{"generation", 2}}}, {Event::kEnded, {{"generation", 1}}});
    steps::finish(*editor);
}

TEST_CASE("a server that recovers in time is kept", "[standby][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1},
                {"on", "textDocument/hover"},
                {"nth", 2},
                {"do", "hold"},
                {"path", fakes.gate("awake")}});
    fakes.rule({{"process", 2},
                {"on", "load"},
                {"do", "hold"},
                {"work", true},
                {"path", fakes.gate("never")}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json id = hover(*editor, steps::fake_uri(sandbox));
    editor->wait_until([&] { return fakes.does(2, "hold"); }, "a standby that loads");
    fakes.open_gate("awake");
    const Json answer = editor->result(id);
    CHECK(Json::parse(answer["contents"]["value"].get<std::string>())["process"] == 1);
    const ProxyLog log(sandbox);
    editor->wait_until(
        [&] {
            return log.has({Event::kStandbyDropped, {}, "averted"}) &&
                   log.has({Event::kEnded, {{"generation", 2}}});
        },
        "the end of the standby");
    CHECK(editor->call("fake/state", Json::object())["process"] == 1);
    CHECK_FALSE(log.has({Event::kSwitch, {{"generation", 2}}}));
    steps::finish(*editor);
}

TEST_CASE("progress and diagnostics of the old server are cleared at a switch", "[standby][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const std::string only_old = uri_of(sandbox, "only_old.go");
    const Json mistake{
        {"range",
         {{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 0}, {"character", 1}}}}},
        {"message", "seen by the old server"}};
    const auto notify = [](const char* method, const Json& params) {
        return Json{{"process", 1},
                    {"on", "fake/echo"},
                    {"do", "notify"},
                    {"method", method},
                    {"params", params}};
    };
    fakes.rule({{"process", 1},
                {"on", "fake/echo"},
                {"do", "ask"},
                {"method", "window/workDoneProgress/create"},
                {"params", {{"token", "old work"}}}});
    fakes.rule(notify("$/progress", {{"token", "old work"},
                                     {"value", {{"kind", "begin"}, {"title", "for ever"}}}}));
    fakes.rule(notify("textDocument/publishDiagnostics",
                      {{"uri", only_old}, {"diagnostics", Json::array({mistake})}}));
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::string a = steps::fake_uri(sandbox);
    editor->insert(a, "func", "// MISTAKE\n");
    editor->call("fake/echo", Json::object());
    REQUIRE(editor->conformance().open_progress().contains("\"old work\""));

    editor->replace(a, "MISTAKE", "mended");
    const Json id = hover(*editor, a);
    const Json answer = editor->result(id);
    CHECK(Json::parse(answer["contents"]["value"].get<std::string>())["process"] == 2);
    const auto last_for = [&](const std::string& uri) {
        Json last;
        for (const Json& message : editor->received("textDocument/publishDiagnostics"))
            if (message["params"]["uri"] == uri) last = message["params"]["diagnostics"];
        return last;
    };
    editor->wait_until(
        [&] { return last_for(only_old) == Json::array() && last_for(a) == Json::array(); },
        "the end of the old diagnostics");
    editor->wait_until([&] { return editor->conformance().open_progress().empty(); },
                       "the end of all progress");
    CHECK(editor->conformance().registrations().size() == 2);
    // A request of the new server reaches the editor under an unused id.
    CHECK(editor->call("workspace/executeCommand", {{"command", "fake.apply_edit"}})["applied"] ==
          true);
    steps::finish(*editor);
}

TEST_CASE("if a standby dies or hangs as well another one answers", "[standby][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    SECTION("the standby dies") {
        fakes.rule({{"process", 2}, {"on", "load"}, {"do", "crash"}});
    }
    SECTION("the standby hangs") {
        fakes.rule({{"process", 2}, {"on", "load"}, {"do", "hang"}});
    }
    SECTION("the standby never answers initialize") {
        fakes.rule({{"process", 2}, {"on", "initialize"}, {"do", "hang"}});
    }
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json answer = editor->result(hover(*editor, steps::fake_uri(sandbox)));
    CHECK(Json::parse(answer["contents"]["value"].get<std::string>())["process"] == 3);
    CHECK(fakes.started() == 3);
    steps::finish(*editor);
}
