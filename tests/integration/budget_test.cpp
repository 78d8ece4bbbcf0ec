// Servers that no replacement helps. The budget ends the attempts, in order and with an exit code.
#include <signal.h>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Editor;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

TEST_CASE("a request that kills every server ends the session once the budget is used up",
          "[budget][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "2";
    fakes.rule({{"on", "textDocument/definition"}, {"do", "die"}, {"code", 3}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json params = editor->at(steps::fake_uri(sandbox), "target");
    // Each request gets one reply. In the end no server is left.
    while (fakes.started() < 3) {
        const Json reply = editor->await(editor->request("textDocument/definition", params));
        CHECK(reply.contains("error"));
        editor->call("textDocument/hover", params);
    }
    // The proxy receives both requests in one read.
    editor->kill(SIGSTOP);
    editor->wait_until([&] { return support::state_of(editor->pid()) == 'T'; }, "the stop");
    editor->request("textDocument/definition", params);
    editor->request("textDocument/hover", params);
    editor->kill(SIGCONT);
    CHECK(editor->wait_for_exit().code > 0);
    editor->expect_conforming();
    CHECK(fakes.started() == 3);
}

TEST_CASE("a document on which every server panics is left out", "[budget][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"on", "textDocument/definition"}, {"do", "crash"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::string other = Sandbox::uri(sandbox.path("b.go"));
    editor->open(other, "package a\n\nfunc other() {}\n");
    const Json deadly = editor->at(steps::fake_uri(sandbox), "target");
    // The retry kills the second server too.
    CHECK(editor->await(editor->request("textDocument/definition", deadly)).contains("error"));
    CHECK(editor->await(editor->request("textDocument/hover", deadly)).contains("error"));
    editor->call("textDocument/hover", editor->at(other, "other"));
    CHECK(editor->received("window/showMessage").size() == 1);
    CHECK(fakes.started() == 3);
    steps::finish(*editor);
}

TEST_CASE("a server that dies at every start ends the session", "[budget][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "2";
    fakes.rule({{"on", "start"}, {"do", "die"}, {"code", 3}});
    Editor editor(support::proxied(sandbox, Target::fake_gopls()));
    const Json id = editor.request("initialize", Editor::initialize_params(sandbox.path()));
    CHECK(editor.wait_for_exit().code > 0);
    CHECK(editor.conformance().replies(id) == 1);
    editor.expect_conforming();
    CHECK(fakes.started() <= 3);
}

TEST_CASE("after the budget a hanging server is waited for", "[budget][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "2";
    fakes.rule({{"process", 1}, {"on", "fake/echo"}, {"do", "hang"}});
    fakes.rule({{"process", 2}, {"on", "fake/echo"}, {"do", "hang"}});
    fakes.rule({{"process", 3}, {"on", "fake/echo"}, {"do", "hold"}, {"path", fakes.gate("go")}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    for (int i = 0; i < 2; ++i)
        CHECK(editor->await(editor->request("fake/echo", Json::object())).contains("error"));
    // Over the budget the proxy is a plain pipe, which waits like an editor without a proxy.
    const Json id = editor->request("fake/echo", {{"n", 3}});
    const support::ProxyLog log(sandbox);
    const support::Logged look{Event::kLook, {{"verdict", "deadlocked"}}};
    const int judged = log.count(look);
    editor->wait_until([&] { return log.count(look) > judged; }, "the verdict");
    CHECK_FALSE(editor->replied(id));
    fakes.open_gate("go");
    CHECK(editor->result(id)["n"] == 3);
    CHECK(fakes.started() == 3);
    steps::finish(*editor);
}
