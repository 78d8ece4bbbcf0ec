// A `go list` that never ends. The proxy ends only the command, as often as the budget allows.
#include "support/catch.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Editor;
using support::GoWrapper;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

/// Changes go.mod on disk, which makes gopls load again, and reports it to the server.
void change_go_mod(const Sandbox& sandbox, Editor& editor) {
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.22\n");
    editor.file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
}

int spawned(const ProxyLog& log) {
    return log.count({Event::kSpawn}) - 1;  // without the first
}

}  // namespace

TEST_CASE("without the proxy a blocked go list blocks all requests", "[go_list][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const GoWrapper go(sandbox);
    SECTION("in the first load") {
        go.block_next_list(GENERATE(GoWrapper::Which::kLoads, GoWrapper::Which::kAll));
        const auto editor =
            steps::open_main(sandbox, support::direct(sandbox, Target::real_gopls()));
        const std::string uri = steps::main_uri(sandbox);
        const Json id = steps::ask_definition(*editor, uri);
        editor->wait_until([&] { return go.blocked() == 1; }, "the blocked list");
        CHECK_FALSE(editor->replied(id));
        go.release();
        steps::expect_definition(*editor, uri, id);
        steps::finish(*editor);
    }
    SECTION("after a change of go.mod") {
        const auto editor = steps::settle(sandbox, support::direct(sandbox, Target::real_gopls()));
        const std::string uri = steps::main_uri(sandbox);
        go.block_next_list();
        change_go_mod(sandbox, *editor);
        const Json id = steps::edit_and_ask(*editor, uri);
        editor->wait_until([&] { return go.blocked() == 1; }, "the blocked list");
        CHECK_FALSE(editor->replied(id));
        go.release();
        steps::expect_definition(*editor, uri, id);
        steps::finish(*editor);
    }
}

TEST_CASE("if the go list before a view blocks once a standby takes over", "[go_list][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const GoWrapper go(sandbox);
    go.block_next_list(GoWrapper::Which::kAll);
    const auto editor = steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const Json id = steps::edit_and_ask(*editor, uri);
    editor->await(id);
    const ProxyLog log(sandbox);
    steps::expect_definition(*editor, uri, steps::ask_definition(*editor, uri));
    log.expect_order({Event::kStall, {{"verdict", "go_command_local"}}},
                     {Event::kRemedy, {{"remedy", "standby_warm"}}});
    log.expect_order({Event::kSpawn, {{"generation", 2}}}, {Event::kSwitch, {{"generation", 2}}});
    // Ending it would have cost the view, and shown a popup.
    CHECK_FALSE(log.has({Event::kRemedy, {{"remedy", "end_command"}}}));
    CHECK(editor->received("window/showMessage").empty());
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}

TEST_CASE("a go list that blocks once in the first load is ended", "[go_list][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const GoWrapper go(sandbox);
    go.block_next_list(GoWrapper::Which::kLoads);
    const auto editor = steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const Json id = steps::edit_and_ask(*editor, uri);
    editor->await(id);
    const ProxyLog log(sandbox);
    editor->wait_until(
        [&] {
            return log.has({Event::kRemedy, {{"remedy", "reload_view"}}});
        },
        "the reload of the view");
    steps::expect_definition(*editor, uri, steps::ask_definition(*editor, uri));
    CHECK(go.blocked() == 1);
    log.expect_order({Event::kStall, {{"verdict", "go_command_local"}}},
                     {Event::kRemedy, {{"remedy", "end_command"}}});
    log.expect_order({Event::kRemedy, {{"remedy", "end_command"}}},
                     {Event::kRemedy, {{"remedy", "reload_view"}}});
    CHECK(spawned(log) == 0);
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}

TEST_CASE("a go list that blocks once after a change of go.mod is ended", "[go_list][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const GoWrapper go(sandbox);
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    go.block_next_list();
    change_go_mod(sandbox, *editor);
    const Json id = steps::edit_and_ask(*editor, uri);
    editor->await(id);
    const ProxyLog log(sandbox);
    editor->wait_until(
        [&] {
            return log.has({Event::kRemedy, {{"remedy", "reload_view"}}});
        },
        "the reload of the view");
    steps::expect_definition(*editor, uri, steps::ask_definition(*editor, uri));
    CHECK(go.blocked() == 1);
    log.expect({Event::kStall, {{"verdict", "go_command_local"}}});
    CHECK(spawned(log) == 0);
    steps::finish(*editor);
}

TEST_CASE("a go list that always blocks leads to a replacement", "[go_list][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "1";
    const GoWrapper go(sandbox);
    const bool in_first_load = GENERATE(true, false);
    INFO((in_first_load ? "in the first load" : "after a change of go.mod"));
    if (in_first_load) go.block_every_list();
    const support::ChildOptions options = support::proxied(sandbox, Target::real_gopls());
    const auto editor =
        in_first_load ? steps::open_main(sandbox, options) : steps::settle(sandbox, options);
    if (!in_first_load) {
        go.block_every_list();
        change_go_mod(sandbox, *editor);
    }
    const std::string uri = steps::main_uri(sandbox);
    const ProxyLog log(sandbox);
    // gopls may answer without packages; each request makes it list again.
    const auto in_replacement = [&] { return log.has({Event::kSpawn, {{"generation", 2}}}); };
    while (!in_replacement()) {
        const Json id = steps::edit_and_ask(*editor, uri);
        editor->wait_until([&] { return editor->replied(id) || in_replacement(); },
                           "an answer or another server");
    }
    log.expect_order({Event::kRemedy, {{"remedy", "end_command"}}},
                     {Event::kSpawn, {{"generation", 2}}});

    SECTION("until it works again") {
        go.release();
        const Json id = steps::ask_definition(*editor, uri);
        editor->await(id);
        steps::expect_same_text(*editor, sandbox, uri);
        CHECK(spawned(log) == 1);
        steps::finish(*editor);
    }
    SECTION("for ever") {
        CHECK(editor->shut_down() == support::ExitStatus{0, 0});
        editor->expect_conforming(false);
    }
}
