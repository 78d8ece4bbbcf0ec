// Tests of the support code: an oracle is only useful if it can fail.
#include <signal.h>

#include "support/catch.hpp"
#include "support/editor.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/proxied.hpp"
#include "support/silent_server.hpp"
#include "support/strict_frames.hpp"
#include "support/target.hpp"
#include "support/utf16_text.hpp"

using support::Editor;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;
using support::TestFailure;

TEST_CASE("strict framing refuses everything that an editor would refuse", "[support][fake]") {
    for (const char* bad : {
             "hello\n",
             "Content-Length: -1\r\n\r\n",
             "Content-Length: 0x2\r\n\r\n{}",
             "Content-Length:2\r\n\r\n{}",
             "content-length: 2\r\n\r\n{}",
             "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
             "Content-Length: 2\r\nX: y\r\n\r\n{}",
             "Content-Type: utf-8\r\n\r\n{}",
             "Content-Length: 2\r\n\r\n{}\n",
         }) {
        INFO(bad);
        support::StrictFrames frames;
        frames.append(bad);
        const auto read_all = [&] {
            while (frames.next()) {
            }
        };
        CHECK_THROWS_AS(read_all(), TestFailure);
    }
    support::StrictFrames frames;
    const std::string two = support::framed("{}") + support::framed("[1]");
    for (const char byte : two.substr(0, two.size() - 1)) frames.append(std::string(1, byte));
    CHECK(frames.next() == "{}");
    CHECK_FALSE(frames.next());
    CHECK(frames.in_frame());
    frames.append("]");
    CHECK(frames.next() == "[1]");
    CHECK_FALSE(frames.in_frame());
}

TEST_CASE("texts are edited in UTF-16 code units", "[support][fake]") {
    const std::string text = "a😀b\r\nsecond é line\r\n";
    CHECK(support::edited(text, {0, 3}, {0, 4}, "c") == "a😀c\r\nsecond é line\r\n");
    CHECK(support::edited(text, {0, 1}, {1, 8}, "") == "a line\r\n");
    CHECK(support::edited(text, {2, 0}, {2, 0}, "z") == text + "z");
    CHECK_THROWS_AS(support::edited(text, {0, 2}, {0, 3}, ""), std::invalid_argument);
    CHECK_THROWS_AS(support::edited(text, {3, 0}, {3, 0}, ""), std::out_of_range);
    CHECK(support::place_of(text, "b").character == 3);
    CHECK(support::end_of(text).line == 2);
}

TEST_CASE("the conformance check reports breaches of the protocol", "[support][fake]") {
    support::Conformance checked;
    const auto breaches = [&](const Json& message) {
        const std::size_t before = checked.violations().size();
        checked.received(message);
        return checked.violations().size() - before;
    };
    const Json hello{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "initialize"}};
    const Json token{{"token", "t"}};
    const auto progress = [](const char* kind) {
        return Json{{"jsonrpc", "2.0"},
                    {"method", "$/progress"},
                    {"params", {{"token", "t"}, {"value", {{"kind", kind}}}}}};
    };
    const auto request = [](const Json& id, const char* method, const Json& params) {
        return Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
    };
    const Json registration{{"registrations", Json::array({{{"id", "r"}, {"method", "m"}}})}};
    const Json removal{{"unregisterations", Json::array({{{"id", "r"}, {"method", "m"}}})}};

    checked.sent(hello);
    CHECK(breaches(request(7, "workspace/configuration", {})) == 1);  // before initialize
    CHECK(breaches({{"jsonrpc", "2.0"}, {"id", "1"}, {"result", nullptr}}) == 1);
    CHECK(breaches({{"jsonrpc", "2.0"}, {"id", 1}, {"result", nullptr}}) == 0);
    CHECK(breaches({{"jsonrpc", "2.0"}, {"id", 1}, {"result", nullptr}}) == 1);
    CHECK(breaches(progress("begin")) == 1);  // not created
    CHECK(breaches(progress("end")) == 0);
    CHECK(breaches(progress("report")) == 1);
    CHECK(breaches(progress("end")) == 1);
    CHECK(breaches(request(8, "window/workDoneProgress/create", token)) == 0);
    checked.sent({{"jsonrpc", "2.0"}, {"id", 8}, {"error", Json::object()}});
    CHECK(breaches(progress("begin")) == 1);  // refused
    CHECK(breaches(progress("end")) == 0);
    CHECK(breaches({{"jsonrpc", "2.0"}, {"method", "$/cancelRequest"}, {"params", {{"id", 8}}}}) ==
          0);
    CHECK(breaches({{"jsonrpc", "2.0"}, {"method", "$/cancelRequest"}, {"params", {{"id", 70}}}}) ==
          1);
    CHECK(breaches(request("9", "window/workDoneProgress/create", token)) == 1);  // a string
    CHECK(breaches(request(8, "client/registerCapability", registration)) == 1);  // id in use
    CHECK(breaches(request(10, "client/registerCapability", registration)) == 1);
    CHECK(breaches(request(11, "client/unregisterCapability", removal)) == 0);
    CHECK(breaches(request(12, "client/unregisterCapability", removal)) == 1);
}

TEST_CASE("a sandbox detects processes that are left running", "[support][fake]") {
    const Sandbox sandbox;
    // A grandchild in its own session, as a server's helper might be.
    support::run({{"sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 </dev/null &"},
                  sandbox.environment,
                  "",
                  ""});
    support::wait_until([&] { return !sandbox.processes().empty(); }, "the sleeper");
    CHECK_THROWS_AS(sandbox.expect_nothing_left(std::chrono::milliseconds(100)), TestFailure);
    for (const support::MarkedProcess& process : sandbox.processes()) ::kill(process.pid, SIGKILL);
    CHECK_NOTHROW(sandbox.expect_nothing_left());
}

TEST_CASE("a silent server accepts connections and never answers", "[support][fake]") {
    Sandbox sandbox;
    const support::SilentServer server;
    sandbox.write_module();
    sandbox.environment["GOPROXY"] = "http://" + server.address();
    sandbox.require_module("example.com/missing");
    support::ChildProcess go(
        {{"go", "list", "./..."}, sandbox.environment, sandbox.module().string(), ""});
    support::wait_until([&] { return server.connections() > 0; }, "a connection");
    CHECK_FALSE(go.status().has_value());
}

TEST_CASE("a session works with the fake directly", "[support][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    Editor editor(support::direct(sandbox, Target::fake_gopls()));
    CHECK(editor.start(sandbox.path())["serverInfo"]["name"] == "gopls");
    const std::string uri = Sandbox::uri(sandbox.path("a.go"));
    editor.open(uri, "package a\r\n\r\nvar emoji = \"😀\"\r\n");
    editor.insert(uri, "\"\r\n", "é😀");
    editor.insert(uri, "var", "func target() {}\r\n");
    const Json text = editor.call("fake/text", Editor::document(uri));
    CHECK(text["text"] == editor.text(uri));
    CHECK(text["version"] == 3);
    CHECK(editor.call("textDocument/definition",
                      editor.at(uri, "emoji"))[0]["range"]["start"]["line"] == 2);
    CHECK(editor.await(editor.request("$/unknown", {}))["error"]["code"] == -32601);
    editor.request_as("3", "fake/echo", {{"said", "string id"}});
    CHECK(editor.result("3")["said"] == "string id");
    editor.wait_until([&] { return editor.conformance().registrations().size() == 2; },
                      "the registrations");
    const Json state = editor.call("fake/state", Json::object());
    CHECK(state["complaints"].empty());
    CHECK(state["told"] == Json({"initialized", "textDocument/didOpen", "textDocument/didChange",
                                 "textDocument/didChange"}));
    CHECK(editor.shut_down() == support::ExitStatus{0, 0});
    editor.expect_conforming();
    CHECK(fakes.started() == 1);
    CHECK(fakes.told(1, "textDocument/didChange") == 2);
}

TEST_CASE("the fake misbehaves on command", "[support][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto session = [&](const Json& rule) {
        fakes.rule(rule);
        return std::make_unique<Editor>(support::direct(sandbox, Target::fake_gopls()));
    };
    const Json echo{{"said", "x"}};
    const std::string method = "fake/echo";

    SECTION("it dies in the middle of a frame") {
        fakes.rule({{"on", method}, {"do", "die_mid_frame"}, {"code", 7}});
        support::ChildOptions options = support::direct(sandbox, Target::fake_gopls());
        const bool ends_whole = GENERATE(false, true);
        options.ends_whole = ends_whole;
        Editor editor(options);
        editor.start(sandbox.path());
        editor.request(method, echo);
        CHECK(editor.wait_for_exit() == support::ExitStatus{7, 0});
        CHECK_FALSE(editor.rest().empty());
        // gopls itself may do this at its exit; the proxy must not.
        if (ends_whole)
            CHECK_THROWS_AS(editor.expect_conforming(false), TestFailure);
        else
            CHECK_NOTHROW(editor.expect_conforming(false));
    }
    SECTION("it replies twice") {
        auto editor = session({{"on", method}, {"do", "reply_twice"}});
        editor->start(sandbox.path());
        editor->call(method, echo);
        editor->shut_down();
        CHECK_THROWS_AS(editor->expect_conforming(), TestFailure);
    }
    SECTION("it writes garbage") {
        auto editor = session({{"on", method}, {"do", "write_raw"}});
        editor->start(sandbox.path());
        CHECK_THROWS_AS(editor->call(method, echo), TestFailure);
    }
    SECTION("it hangs, but reads until its input ends") {
        auto editor = session({{"on", method}, {"do", "hang"}});
        editor->start(sandbox.path());
        const Json id = editor->request(method, echo);
        editor->wait_until([&] { return fakes.does(1, "hang"); }, "the hang");
        const std::string uri = Sandbox::uri(sandbox.path("a.go"));
        editor->open(uri, std::string(std::size_t{4} << 20, 'x'));
        CHECK_FALSE(editor->replied(id));
        editor->close_stdin();
        CHECK(editor->wait_for_exit() == support::ExitStatus{0, 0});
    }
    SECTION("it continues when a gate opens") {
        auto editor = session({{"on", "load"}, {"do", "hold"}, {"path", fakes.gate("go")}});
        editor->start(sandbox.path());
        const Json id = editor->request(method, echo);
        editor->wait_until([&] { return fakes.does(1, "hold"); }, "the load");
        CHECK_FALSE(editor->replied(id));
        fakes.open_gate("go");
        CHECK(editor->result(id) == echo);
        CHECK(editor->shut_down() == support::ExitStatus{0, 0});
        editor->expect_conforming();
    }
    SECTION("it refuses a flag as Go does") {
        const support::Completed refused =
            support::run(support::direct(sandbox, Target::fake_gopls(), {"-foo"}));
        CHECK(refused.status == support::ExitStatus{2, 0});
        CHECK(refused.errors.find("flag provided but not defined: -foo") == 0);
    }
    SECTION("it floods, and sends a big message") {
        auto editor = session({{"on", method}, {"do", "flood"}, {"count", 5000}});
        editor->start(sandbox.path());
        CHECK(editor->call(method, echo) == echo);
        CHECK(editor->received("window/logMessage").size() == 5001);
        const Json big = editor->call("fake/big", {{"bytes", 8 << 20}});
        CHECK(big.get<std::string>().size() == std::size_t{8} << 20);
    }
    SECTION("it prints goroutines on SIGQUIT") {
        auto editor = session({{"on", method}, {"do", "hang"}});
        editor->start(sandbox.path());
        editor->request(method, echo);
        editor->wait_until([&] { return fakes.does(1, "hang"); }, "the hang");
        editor->kill(SIGQUIT);
        CHECK(editor->wait_for_exit() == support::ExitStatus{2, 0});
        CHECK(editor->stderr_text().find("goroutine 1") != std::string::npos);
    }
}
