// Conditions that look like a stall to the editor, and things that an editor does to a healthy
// gopls. The proxy must not react.
//
// These conditions must outlast the windows. Only `lasts` lets time pass, and no check depends on
// how much time really passed.
#include <signal.h>

#include "corpus/case.hpp"
#include "support/catch.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using corpus::Case;
using corpus::kNothing;
using support::Editor;
using support::GoWrapper;
using support::Json;
using support::Sandbox;
using support::Target;
using namespace std::chrono_literals;

namespace {

/// Pumps the editor for `time`, whether it reads or not.
void lasts(Editor& editor, std::chrono::seconds time) {
    const auto end = support::Clock::now() + time;
    while (support::Clock::now() < end) editor.pump(100ms);
}

/// Asks for one definition after another for `time`, and checks each answer.
void asks_for(Editor& editor, const Sandbox& sandbox, std::chrono::seconds time) {
    const std::string uri = steps::main_uri(sandbox);
    const auto end = support::Clock::now() + time;
    while (support::Clock::now() < end) {
        steps::expect_definition(editor, uri, steps::ask_definition(editor, uri));
        editor.pump(200ms);
    }
}

/// Returns a file whose list of symbols is about 600 KB long.
std::string many_functions() {
    std::string text = "package main\n";
    for (int i = 0; i < 4000; ++i)
        text += "\nfunc function" + std::to_string(i) + "(a, b, c, d int) int { return a }\n";
    return text;
}

/// An editor that is stopped, as in a debugger: it sends requests and reads no answers. The answers
/// exceed the pipes and the proxy's 16 MiB of memory for them.
void paused_editor(const std::string& cause, bool default_settings, std::chrono::seconds time) {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("module/many.go", many_functions());
    Case healthy(cause, kNothing, sandbox);
    Editor& editor =
        healthy.settle(default_settings ? support::proxied_by_default(sandbox, Target::real_gopls())
                                        : support::proxied(sandbox, Target::real_gopls()));
    const std::string many = Sandbox::uri(sandbox.module() / "many.go");
    editor.open(many, many_functions());
    editor.pause_reading();
    std::vector<Json> ids;
    for (int i = 0; i < 60; ++i)
        ids.push_back(editor.request("textDocument/documentSymbol", Editor::document(many)));
    lasts(editor, time);
    CHECK_FALSE(editor.replied(ids.back()));
    editor.resume_reading();
    std::size_t bytes = 0;
    for (const Json& id : ids) bytes += editor.await(id).dump().size();
    CHECK(bytes > std::size_t{20} << 20);
    healthy.expect_answer(healthy.ask());
    healthy.finish();
}

}  // namespace

TEST_CASE("the editor is paused", "[healthy_editor][healthy][quick]") {
    paused_editor("editor paused, answers wait", false, 6s);
}

TEST_CASE("the editor is paused for a minute", "[healthy_editor][healthy][long]") {
    paused_editor("editor paused for a minute, default settings", true, 60s);
}

TEST_CASE("the proxy is stopped and continued", "[healthy_editor][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case healthy("proxy stopped and continued, during the load and later", kNothing, sandbox);
    Editor& editor = healthy.open_main();
    const std::string uri = steps::main_uri(sandbox);
    // During the load, gopls meanwhile waits for answers that the stopped proxy does not forward.
    const Json in_the_load = steps::ask_definition(editor, uri);
    editor.kill(SIGSTOP);
    lasts(editor, 5s);
    editor.kill(SIGCONT);
    steps::expect_definition(editor, uri, in_the_load);
    for (int i = 0; i < 3; ++i) {
        const Json before = steps::edit_and_ask(editor, uri);
        editor.kill(SIGSTOP);
        const Json meanwhile = steps::ask_definition(editor, uri);
        lasts(editor, 2s);
        editor.kill(SIGCONT);
        steps::expect_definition(editor, uri, before);
        steps::expect_definition(editor, uri, meanwhile);
    }
    healthy.expect_answer(healthy.ask());
    healthy.finish();
}

TEST_CASE("the second folder is a link to the first", "[healthy_editor][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    std::filesystem::create_directory_symlink(sandbox.module(), sandbox.path("link"));
    const auto play = [&](Editor& editor) {
        Json params = Editor::initialize_params(sandbox.module());
        params["workspaceFolders"].push_back(
            {{"uri", Sandbox::uri(sandbox.path("link"))}, {"name", "link"}});
        editor.call("initialize", params);
        editor.notify("initialized", Json::object());
        editor.open(steps::main_uri(sandbox), support::main_go());
        asks_for(editor, sandbox, 5s);
        CHECK_FALSE(editor.conformance().open_progress().empty());
    };
    SECTION("directly, progress stays open") {
        Editor editor(support::direct(sandbox, Target::real_gopls()));
        play(editor);
        steps::finish(editor);
    }
    SECTION("behind the proxy") {
        Case healthy("folder is a link to another, progress stays open", kNothing, sandbox);
        Editor& editor = healthy.start(
            std::make_unique<Editor>(support::proxied(sandbox, Target::real_gopls())));
        play(editor);
        healthy.expect_answer(healthy.ask());
        healthy.finish();
    }
}

TEST_CASE("an error of the load stays open", "[healthy_editor][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case healthy("\"Error loading workspace\" stays open", kNothing, sandbox);
    Editor& editor = healthy.settle();
    const auto error_shown = [&] { return !editor.conformance().open_progress().empty(); };
    // The user is editing go.mod and has saved it too early.
    const std::string go_mod = sandbox.read("module/go.mod");
    sandbox.write("module/go.mod", go_mod + "\nrequire (\n");
    editor.file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
    editor.wait_until(error_shown, "progress that stays open");
    // gopls still answers requests that need no packages.
    const auto end = support::Clock::now() + 5s;
    while (support::Clock::now() < end) {
        const Json symbols = Editor::document(steps::main_uri(sandbox));
        CHECK(editor.call("textDocument/documentSymbol", symbols).size() == 2);
        editor.pump(200ms);
    }
    CHECK(error_shown());
    sandbox.write("module/go.mod", go_mod);
    editor.file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
    healthy.expect_answer(healthy.ask());
    editor.wait_until([&] { return !error_shown(); }, "the end of the progress");
    healthy.finish();
}

TEST_CASE("typing and hovering during a long load", "[healthy_editor][healthy][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    const GoWrapper go(sandbox);
    go.burn_in_next_load(8);
    Case healthy("typing and hovering during a long load", kNothing, sandbox);
    Editor& editor = healthy.open_main();
    const std::string uri = steps::main_uri(sandbox);
    const Json id = healthy.ask();
    std::vector<Json> hovers;
    for (int typed = 0; !editor.replied(id); ++typed) {
        editor.insert(uri, "\n// These lines", typed % 2 == 0 ? "// é" : "// 😀");
        if (typed % 5 == 0)
            hovers.push_back(editor.request("textDocument/hover", editor.at(uri, "greeting(name")));
        editor.pump(100ms);
    }
    CHECK_FALSE(hovers.empty());
    for (const Json& hover : hovers) CHECK(editor.await(hover).contains("result"));
    healthy.expect_answer(healthy.ask());
    healthy.finish();
}
