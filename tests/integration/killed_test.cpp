// Deaths of gopls. The next gopls has the complete state, and every request in flight gets one
// reply.
#include <signal.h>

#include "support/catch.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Editor;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

/// Returns whether editors hide an error with this code (docs/pitfalls.md, "Popups").
bool is_quiet(const Json& error) {
    const int code = error["code"].get<int>();
    return code == -32800 || code == -32801 || code == -32802;
}

}  // namespace

TEST_CASE("gopls is killed with twenty requests in flight", "[killed][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const pid_t first = steps::only_gopls(sandbox);

    // Stopped first, so that it can answer none of them.
    ::kill(first, SIGSTOP);
    std::vector<Json> definitions{steps::edit_and_ask(*editor, uri)};
    while (definitions.size() < 8) definitions.push_back(steps::ask_definition(*editor, uri));
    std::vector<Json> reads;
    const Json square = editor->at(uri, "Square{");
    for (const char* method : {"textDocument/hover", "textDocument/documentHighlight",
                               "textDocument/typeDefinition", "textDocument/completion"})
        for (int i = 0; i < 2; ++i) reads.push_back(editor->request(method, square));
    std::vector<Json> others;
    for (int i = 0; i < 2; ++i) {
        Json rename = square;
        rename["newName"] = "Box";
        others.push_back(editor->request("textDocument/rename", rename));
        others.push_back(editor->request(
            "workspace/executeCommand",
            {{"command", "gopls.add_import"},
             {"arguments", Json::array({{{"ImportPath", "strings"}, {"URI", uri}}})}}));
    }
    REQUIRE(definitions.size() + reads.size() + others.size() == 20);
    ::kill(first, SIGKILL);

    for (const Json& id : definitions) steps::expect_definition(*editor, uri, id);
    for (const Json& id : reads) CHECK_FALSE(editor->result(id).is_null());
    for (const Json& id : others) {
        const Json reply = editor->await(id);
        INFO(reply.dump());
        CHECK((reply.contains("result") || is_quiet(reply["error"])));
    }
    steps::expect_same_text(*editor, sandbox, uri);
    CHECK(steps::only_gopls(sandbox) != first);
    const ProxyLog log(sandbox);
    log.expect({Event::kLost, {{"verdict", "dead"}}});
    log.expect_order({Event::kEnded, {{"generation", 1}}}, {Event::kSpawn, {{"generation", 2}}});
    steps::finish(*editor);
}

TEST_CASE("gopls is killed while it is idle", "[killed][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    for (int round = 0; round < 2; ++round) {
        const pid_t pid = steps::only_gopls(sandbox);
        ::kill(pid, SIGKILL);
        steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
        CHECK(steps::only_gopls(sandbox) != pid);
    }
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}

TEST_CASE("gopls is killed during its first load", "[killed][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const Json id = steps::edit_and_ask(*editor, uri);
    ::kill(steps::only_gopls(sandbox), SIGKILL);
    steps::expect_definition(*editor, uri, id);
    steps::finish(*editor);
}

// With this setting gopls shows progress of everything it does. It creates many tokens during its
// load, and begins some of them afterwards.
TEST_CASE("after an early kill the progress of the next gopls is created before it begins",
          "[killed][real]") {
    constexpr int kRounds = 5;
    const auto early = GENERATE(as<std::string>(), "initialize", "window/workDoneProgress/create",
                                "$/progress", "workspace/configuration");
    for (int round = 0; round < kRounds; ++round) {
        Sandbox sandbox;
        sandbox.write_module();
        Editor editor(support::proxied(sandbox, Target::real_gopls()));
        const std::string uri = steps::main_uri(sandbox);
        editor.start(sandbox.module(), {{"verboseWorkDoneProgress", true}});
        const pid_t first = steps::only_gopls(sandbox);
        editor.open(uri, support::main_go());
        if (early != "initialize") {
            editor.wait_until([&] { return !editor.received(early).empty(); }, early);
        }
        ::kill(first, SIGKILL);
        steps::expect_definition(editor, uri, steps::edit_and_ask(editor, uri));
        // The progress for the edit ends as well.
        editor.wait_until([&] { return !editor.received("$/progress").empty(); }, "progress");
        editor.wait_until([&] { return editor.conformance().open_progress().empty(); },
                          "the end of all progress");
        CHECK(steps::only_gopls(sandbox) != first);
        steps::finish(editor);
    }
}
