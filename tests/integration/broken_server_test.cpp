// Servers that break the protocol. The editor sees one valid reply and nothing of the fault.
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

/// Returns a session whose first fake follows `rule` on its second hover.
std::unique_ptr<Editor> session(const Sandbox& sandbox, FakeServers& fakes, Json rule) {
    rule["process"] = 1;
    rule["on"] = "textDocument/hover";
    rule["nth"] = 2;
    fakes.rule(rule);
    return steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
}

}  // namespace

TEST_CASE("a server that writes garbage is replaced", "[broken_server][fake]") {
    const std::string garbage =
        GENERATE(as<std::string>{}, "text on standard output\n", "Content-Length: -5\r\n\r\n{}",
                 "Content-Length: 0x5\r\n\r\n{}", "Content-Length: 99999999999999\r\n\r\n{}",
                 "HTTP/1.1 400 Bad Request\r\n\r\n", "\r\n\r\n", "LONG");
    INFO(garbage);
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const std::string endless = "X: " + std::string(1'100'000, 'x') + "\r\n";
    const auto editor = session(
        sandbox, fakes, {{"do", "write_raw"}, {"text", garbage == "LONG" ? endless : garbage}});
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
    ProxyLog(sandbox).expect({Event::kLost, {{"verdict", "garbage"}}});
    CHECK(fakes.started() == 2);
    steps::finish(*editor);
}

TEST_CASE("a server that dies is replaced", "[broken_server][fake]") {
    const Json rule =
        GENERATE(Json{{"do", "die_mid_frame"}}, Json{{"do", "die_mid_frame"}, {"code", 0}},
                 Json{{"do", "die"}, {"code", 0}}, Json{{"do", "die"}, {"signal", 9}},
                 Json{{"do", "die"}, {"signal", 11}}, Json{{"do", "crash"}});
    INFO(rule.dump());
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor = session(sandbox, fakes, rule);
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
    ProxyLog(sandbox).expect({Event::kLost, {{"verdict", "dead"}}});
    if (rule["do"] == "crash") CHECK(editor->stderr_text().find("panic: fake") == 0);
    CHECK(fakes.started() == 2);
    steps::finish(*editor);
}

TEST_CASE("a server that hangs in the middle of a frame is replaced", "[broken_server][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor = session(sandbox, fakes, {{"do", "half_frame"}});
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
    ProxyLog(sandbox).expect({Event::kStall, {{"verdict", "deadlocked"}}});
    steps::finish(*editor);
}

TEST_CASE("the editor receives a doubled reply once", "[broken_server][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor = session(sandbox, fakes, {{"do", "reply_twice"}});
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 1);
    editor->call("fake/echo", Json::object());
    CHECK(fakes.started() == 1);
    steps::finish(*editor);
}

TEST_CASE("a late reply of the old server does not reach the editor", "[broken_server][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    // Once the second server has the request, the first one answers, if it still can.
    fakes.rule({{"process", 2},
                {"on", "textDocument/hover"},
                {"do", "run"},
                {"argv", {"touch", fakes.gate("late")}}});
    const auto editor =
        session(sandbox, fakes, {{"do", "reply_late"}, {"path", fakes.gate("late")}});
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
    const ProxyLog log(sandbox);
    editor->wait_until(
        [&] {
            return log.has({Event::kEnded, {{"generation", 1}}});
        },
        "the end of the old server");
    editor->call("fake/echo", Json::object());
    steps::finish(*editor);
}

TEST_CASE("a server that never answers a request is replaced", "[broken_server][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor = session(sandbox, fakes, {{"do", "silence"}});
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 2);
    steps::finish(*editor);
}

TEST_CASE("a server that stops reading is replaced", "[broken_server][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor = session(sandbox, fakes, {{"do", "never_read"}});
    const std::string uri = steps::fake_uri(sandbox);
    const Json id = steps::ask_hover(*editor, sandbox);
    // More than any pipe holds. The proxy reads it all the same.
    const std::string other = Sandbox::uri(sandbox.path("other.go"));
    editor->open(other, "package other // " + std::string(std::size_t{4} << 20, 'x') + "\n");
    for (int i = 0; i < 3; ++i) editor->insert(other, "package", "// typed\n");
    CHECK(steps::process_of(editor->result(id)) == 2);
    const Json text = editor->call("fake/text", Editor::document(other));
    CHECK(text["text"] == editor->text(other));
    CHECK(text["version"] == editor->version(other));
    CHECK(editor->call("fake/state", Json::object())["complaints"].empty());
    steps::finish(*editor);
}

TEST_CASE("an editor may leave while a server does not read", "[broken_server][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_STALL_WINDOW"] = "1h";
    sandbox.environment["GOPLS_PROXY_STALL_LOAD_WINDOW"] = "1h";
    const auto editor = session(sandbox, fakes, {{"do", "never_read"}, {"ignores_end", true}});
    steps::ask_hover(*editor, sandbox);
    const std::string other = Sandbox::uri(sandbox.path("other.go"));
    editor->open(other, std::string(std::size_t{16} << 20, 'x'));
    CHECK(editor->shut_down() == support::ExitStatus{0, 0});
}

TEST_CASE("a flood of messages reaches the editor completely", "[broken_server][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    constexpr int kCount = 5000;
    const auto editor =
        session(sandbox, fakes, {{"do", "flood"}, {"count", kCount}, {"bytes", 2000}});
    editor->pause_reading();
    const Json id = steps::ask_hover(*editor, sandbox);
    editor->wait_until([&] { return fakes.does(1, "flood"); }, "the flood");
    editor->resume_reading();
    CHECK(steps::process_of(editor->result(id)) == 1);
    int flooded = 0;
    for (const Json& message : editor->received("window/logMessage"))
        flooded += message["params"]["message"].get<std::string>().starts_with("fff") ? 1 : 0;
    CHECK(flooded == kCount);
    steps::finish(*editor);
}

TEST_CASE("a server may write much to standard error", "[broken_server][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor = session(
        sandbox, fakes, {{"do", "stderr"}, {"text", std::string(std::size_t{200} << 10, 'e')}});
    CHECK(steps::process_of(editor->result(steps::ask_hover(*editor, sandbox))) == 1);
    editor->wait_until([&] { return editor->stderr_text().find("eee") != std::string::npos; },
                       "the server's standard error");
    steps::finish(*editor);
}
