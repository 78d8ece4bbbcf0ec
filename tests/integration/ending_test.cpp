// However it ends, and whatever gopls is doing then, nothing is left running. (That is
// asserted by each sandbox when it goes.)
#include <signal.h>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"

using support::Editor;
using support::ExitStatus;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

/// Windows so long that nothing is replaced: the stall lasts until the end.
void judge_nothing(Sandbox& sandbox) {
    for (const char* name : {"WINDOW", "LOAD_WINDOW", "NETWORK_WINDOW"})
        sandbox.environment[std::string("GOPLS_PROXY_STALL_") + name] = "1h";
}

std::unique_ptr<Editor> hanging_session(Sandbox& sandbox, FakeServers& fakes, Json& id) {
    judge_nothing(sandbox);
    fakes.rule({{"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}, {"ignores_end", true}});
    auto editor = steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    id = editor->request("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    editor->wait_until([&] { return fakes.does(1, "hang"); }, "the hang");
    return editor;
}

}  // namespace

TEST_CASE("shutdown during a stall", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    Json id;
    const auto editor = hanging_session(sandbox, fakes, id);
    CHECK(editor->shut_down() == ExitStatus{0, 0});
    CHECK_FALSE(editor->conformance().replies(id) > 1);
    editor->expect_conforming(false);
}

TEST_CASE("end of the editor's output during a stall", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    Json id;
    const auto editor = hanging_session(sandbox, fakes, id);
    editor->close_stdin();
    editor->wait_for_exit();
    editor->expect_conforming(false);
}

TEST_CASE("exit without shutdown during a stall", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    Json id;
    const auto editor = hanging_session(sandbox, fakes, id);
    editor->notify("exit", nullptr);
    CHECK(editor->wait_for_exit() == ExitStatus{1, 0});
}

TEST_CASE("a client that does not wait for its replies gets them before the end",
          "[ending][real]") {
    const bool direct = GENERATE(true, false);
    INFO(direct);
    Sandbox sandbox;
    sandbox.write_module();
    Editor editor(direct ? support::direct(sandbox, Target::real_gopls())
                         : support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const Json initialize =
        editor.request("initialize", Editor::initialize_params(sandbox.module()));
    editor.notify("initialized", Json::object());
    editor.open(uri, support::main_go());
    const Json definition = steps::ask_definition(editor, uri);
    const Json shutdown = editor.request("shutdown", nullptr);
    editor.notify("exit", nullptr);
    CHECK(editor.result(initialize).contains("capabilities"));
    steps::expect_definition(editor, uri, definition);
    // gopls alone may obey before it has answered this one.
    if (!direct) CHECK(editor.result(shutdown).is_null());
    CHECK(editor.wait_for_exit() == ExitStatus{0, 0});
}

TEST_CASE("cancelled during a stall", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json params = editor->at(steps::fake_uri(sandbox), "target");
    const Json head = editor->request("textDocument/hover", params);
    const Json behind = editor->request("textDocument/definition", params);
    const Json kept = editor->request("textDocument/definition", params);
    editor->notify("$/cancelRequest", {{"id", head}});
    editor->notify("$/cancelRequest", {{"id", behind}});
    editor->notify("$/cancelRequest", {{"id", 123456}});
    CHECK(editor->await(head)["error"]["code"] == -32800);
    CHECK(editor->await(behind)["error"]["code"] == -32800);
    CHECK(editor->result(kept).size() == 1);
    steps::finish(*editor);
}

TEST_CASE("signals to the proxy", "[ending][real]") {
    const int signal = GENERATE(SIGTERM, SIGINT, SIGHUP, SIGKILL, SIGQUIT);
    INFO(signal);
    Sandbox sandbox;
    sandbox.write_module();
    judge_nothing(sandbox);
    const support::GoWrapper go(sandbox);
    SECTION("with a go list that hangs") {
        go.block_every_list();
        const auto editor =
            steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
        editor->wait_until([&] { return go.blocked() > 0; }, "the go list");
        editor->kill(signal);
        editor->wait_for_exit();
        sandbox.expect_nothing_left();
    }
    SECTION("with a gopls that is stopped") {
        const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
        ::kill(sandbox.servers(Target::real_gopls()).at(0).pid, SIGSTOP);
        editor->kill(signal);
        editor->wait_for_exit();
        sandbox.expect_nothing_left();
    }
}

TEST_CASE("the proxy is killed while a standby loads", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    fakes.rule({{"process", 2},
                {"on", "load"},
                {"do", "hold"},
                {"work", true},
                {"path", fakes.gate("never")}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->request("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    editor->wait_until([&] { return fakes.does(2, "hold"); }, "a standby that loads");
    editor->kill(SIGKILL);
    editor->wait_for_exit();
    sandbox.expect_nothing_left();
}

TEST_CASE("the editor dies and reads no more", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const support::GoWrapper go(sandbox);
    judge_nothing(sandbox);
    go.block_every_list();
    {
        const auto editor =
            steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
        editor->wait_until([&] { return go.blocked() > 0; }, "the go list");
    }
    sandbox.expect_nothing_left();
}

TEST_CASE("shutdown while the real gopls is stopped", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    judge_nothing(sandbox);
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    ::kill(sandbox.servers(Target::real_gopls()).at(0).pid, SIGSTOP);
    CHECK(editor->shut_down() == ExitStatus{0, 0});
}

TEST_CASE("exit codes", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const bool through = GENERATE(false, true);
    INFO((through ? "through the proxy" : "directly"));
    const support::ChildOptions options = through ? support::proxied(sandbox, Target::real_gopls())
                                                  : support::direct(sandbox, Target::real_gopls());
    SECTION("0 after shutdown and exit") {
        const auto editor = steps::settle(sandbox, options);
        CHECK(editor->shut_down() == ExitStatus{0, 0});
        editor->expect_conforming();
    }
    SECTION("1 for exit without shutdown") {
        const auto editor = steps::settle(sandbox, options);
        editor->notify("exit", nullptr);
        CHECK(editor->wait_for_exit() == ExitStatus{1, 0});
    }
    SECTION("0 after shutdown and the end of input") {
        const auto editor = steps::settle(sandbox, options);
        editor->result(editor->request("shutdown", nullptr));
        editor->close_stdin();
        CHECK(editor->wait_for_exit() == ExitStatus{0, 0});
    }
    SECTION("0 for the end of input alone, as gopls does") {
        const auto editor = steps::settle(sandbox, options);
        editor->close_stdin();
        CHECK(editor->wait_for_exit() == ExitStatus{0, 0});
    }
    SECTION("before initialize") {
        Editor editor(options);
        editor.close_stdin();
        CHECK(editor.wait_for_exit() == ExitStatus{0, 0});
    }
    SECTION("a request after shutdown") {
        const auto editor = steps::settle(sandbox, options);
        editor->result(editor->request("shutdown", nullptr));
        CHECK(editor->await(steps::ask_definition(*editor, steps::main_uri(sandbox)))
                  .contains("error"));
        editor->notify("exit", nullptr);
        CHECK(editor->wait_for_exit() == ExitStatus{0, 0});
        editor->expect_conforming();
    }
}
