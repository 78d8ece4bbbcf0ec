// Modes in which the proxy does not act: observe only detects, and off is a plain pipe.
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

TEST_CASE("observe detects a stall and does nothing", "[modes][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_MODE"] = "observe";
    fakes.rule(
        {{"on", "textDocument/hover"}, {"nth", 2}, {"do", "hold"}, {"path", fakes.gate("go")}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json id = steps::ask_hover(*editor, sandbox);
    const ProxyLog log(sandbox);
    editor->wait_until(
        [&] {
            return log.has({Event::kStall, {{"verdict", "deadlocked"}}});
        },
        "the verdict");
    CHECK_FALSE(editor->replied(id));
    fakes.open_gate("go");
    CHECK_FALSE(editor->result(id).is_null());
    CHECK(fakes.started() == 1);
    CHECK_FALSE(log.has({Event::kSpawn, {{"generation", 2}}}));
    steps::finish(*editor);
}

TEST_CASE("in modes that do not act the death of gopls ends the session", "[modes][fake]") {
    const std::string mode = GENERATE(as<std::string>{}, "observe", "off");
    INFO(mode);
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.environment["GOPLS_PROXY_MODE"] = mode;
    fakes.rule({{"on", "textDocument/hover"}, {"nth", 2}, {"do", "die"}, {"code", 0}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json id = steps::ask_hover(*editor, sandbox);
    CHECK(editor->wait_for_exit().code > 0);
    CHECK(editor->conformance().replies(id) <= 1);
    CHECK(fakes.started() == 1);
    editor->expect_conforming(false);
}

TEST_CASE("off is a plain pipe", "[modes][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.environment["GOPLS_PROXY_MODE"] = "off";
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    steps::expect_same_text(*editor, sandbox, uri);
    CHECK_FALSE(ProxyLog(sandbox).has({Event::kStall, {{"verdict", "deadlocked"}}}));
    steps::finish(*editor);
}
