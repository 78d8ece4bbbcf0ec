// A user types throughout a stall. Typing does not count as work of gopls, and no edit is lost.
#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/go_wrapper.hpp"
#include "support/keep_stopped.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Editor;
using support::FakeServers;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

/// Types at human speed until the condition holds.
void type_until(Editor& editor, const std::string& uri, const std::string& before,
                const std::function<bool()>& condition, const std::string& what) {
    const std::vector<std::string> keys{"t", "é", "x", "😀", " "};
    const auto give_up = support::Clock::now() + support::kGiveUp;
    for (std::size_t typed = 0; !condition(); ++typed) {
        if (support::Clock::now() > give_up)
            throw support::TestFailure("gave up typing until: " + what + "\n" + editor.tail());
        editor.insert(uri, before, keys[typed % keys.size()]);
        editor.pump(std::chrono::milliseconds(100));
    }
}

}  // namespace

TEST_CASE("typing while a request hangs does not delay the replacement", "[typing][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const std::string uri = steps::fake_uri(sandbox);
    const Json id = editor->request("textDocument/hover", editor->at(uri, "target"));
    const ProxyLog log(sandbox);
    type_until(
        *editor, uri, "\n\nfunc",
        [&] {
            return log.has({Event::kSwitch, {{"generation", 2}}});
        },
        "another server");
    // The request was about a text that has changed.
    CHECK(editor->await(id)["error"]["code"] == -32801);
    const Json text = editor->call("fake/text", Editor::document(uri));
    CHECK(text["text"] == editor->text(uri));
    CHECK(text["version"] == editor->version(uri));
    CHECK(text["process"] == 2);
    CHECK(editor->call("fake/state", Json::object())["complaints"].empty());
    log.expect({Event::kStall, {{"verdict", "deadlocked"}}});
    steps::finish(*editor);
}

TEST_CASE("typing while the real gopls is stopped loses no edit", "[typing][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const pid_t pid = sandbox.servers(Target::real_gopls()).at(0).pid;
    const support::KeepStopped stopped(pid);
    editor->insert(uri, "// greeting", "// \n\n");
    const Json id = steps::ask_definition(*editor, uri);
    type_until(
        *editor, uri, "\n\n// greeting", [&] { return editor->replied(id); }, "an answer");
    steps::expect_definition(*editor, uri, steps::ask_definition(*editor, uri));
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}

TEST_CASE("typing while a go list blocks loses no edit", "[typing][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const support::GoWrapper go(sandbox);
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    editor->insert(uri, "// greeting", "// \n\n");
    go.block_next_list();
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.22\n");
    editor->file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
    const Json id = steps::ask_definition(*editor, uri);
    const ProxyLog log(sandbox);
    type_until(
        *editor, uri, "\n\n// greeting",
        [&] {
            return log.has({Event::kRemedy, {{"remedy", "reload_view"}}});
        },
        "the end of the go list");
    editor->await(id);
    steps::expect_definition(*editor, uri, steps::ask_definition(*editor, uri));
    steps::expect_same_text(*editor, sandbox, uri);
    log.expect({Event::kStall, {{"verdict", "go_command_local"}}});
    steps::finish(*editor);
}
