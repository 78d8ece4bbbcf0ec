// What looks like a stall and is none: nothing is done about it.
#include "support/catch.hpp"
#include "support/steps.hpp"

using support::Editor;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

void expect_nothing_done(const Sandbox& sandbox) {
    const ProxyLog log(sandbox);
    CHECK_FALSE(log.has("spawn generation=2"));
    for (const char* verdict : {"deadlocked", "go_command_local", "go_command_network", "stopped",
                                "spinning", "waiting_on_editor", "dead", "garbage"})
        CHECK_FALSE(log.has(std::string("verdict=") + verdict));
}

}  // namespace

TEST_CASE("tests that sleep, run by gopls", "[healthy][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("module/sleep_test.go", R"(package main

import (
	"testing"
	"time"
)

func TestSleep(t *testing.T) { time.Sleep(5 * time.Second) }
)");
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const Json id = editor->request(
        "workspace/executeCommand",
        {{"command", "gopls.run_tests"},
         {"arguments", Json::array({{{"URI", Sandbox::uri(sandbox.module() / "sleep_test.go")},
                                     {"Tests", Json::array({"TestSleep"})}}})}});
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    CHECK_FALSE(editor->replied(id));
    const Json reply = editor->await(id);
    INFO(reply.dump());
    CHECK(reply.contains("result"));
    steps::expect_definition(*editor, uri, steps::ask_definition(*editor, uri));
    expect_nothing_done(sandbox);
    steps::finish(*editor);
}

TEST_CASE("a second folder that is a link to the first", "[healthy][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.environment["GOPLS_PROXY_STALL_WINDOW"] = "100ms";
    sandbox.environment["GOPLS_PROXY_STALL_SAMPLE_INTERVAL"] = "50ms";
    std::filesystem::create_directory_symlink(sandbox.module(), sandbox.path("link"));
    const auto play = [&](const support::ChildOptions& options) {
        Editor editor(options);
        Json params = Editor::initialize_params(sandbox.module());
        params["workspaceFolders"].push_back(
            {{"uri", Sandbox::uri(sandbox.path("link"))}, {"name", "link"}});
        editor.call("initialize", params);
        editor.notify("initialized", Json::object());
        const std::string uri = steps::main_uri(sandbox);
        editor.open(uri, support::main_go());
        for (int i = 0; i < 200; ++i)
            steps::expect_definition(editor, uri, steps::edit_and_ask(editor, uri));
        CHECK_FALSE(editor.conformance().open_progress().empty());
        steps::finish(editor);
    };
    SECTION("directly, progress stays open") {
        play(support::direct(sandbox, Target::real_gopls()));
    }
    SECTION("behind the proxy") {
        play(support::proxied(sandbox, Target::real_gopls()));
        expect_nothing_done(sandbox);
    }
}

TEST_CASE("a first load from a cold cache", "[healthy][real]") {
    Sandbox sandbox(Sandbox::GoplsCache::kOwn);
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    expect_nothing_done(sandbox);
    steps::finish(*editor);
}
