// Large workspaces with little CPU time: the proxy leaves a gopls alone that computes for minutes.
// These cases use the default settings.
#include "corpus/case.hpp"
#include "corpus/large_workspace.hpp"
#include "corpus/tenth_of_cpu.hpp"
#include "support/catch.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using corpus::Case;
using corpus::kNothing;
using corpus::LargeWorkspace;
using corpus::TenthOfCpu;
using support::Editor;
using support::Json;
using support::Sandbox;
using support::Target;
using namespace std::chrono_literals;

namespace {

constexpr int kUsers = 1200;
/// Types and hovers until `id` is answered.
void types_until_answered(Editor& editor, const std::string& uri, const Json& id) {
    for (int typed = 0; !editor.replied(id); ++typed) {
        editor.insert(uri, "\n// These lines", "// é");
        if (typed % 5 == 0) editor.request("textDocument/hover", editor.at(uri, "greeting(name"));
        editor.pump(500ms);
    }
}

}  // namespace

TEST_CASE("a cold load of a large workspace", "[healthy_large][healthy][long]") {
    const std::string cause = "cold load of client-go, apiserver, aws-sdk-go-v2";
    const LargeWorkspace workspace;
    if (!workspace.refused().empty()) return Case::not_run(cause, workspace.refused());
    Sandbox sandbox(Sandbox::GoplsCache::kOwn);
    workspace.write_to(sandbox);
    Case healthy(cause, kNothing, sandbox);
    Editor& editor = healthy.open_main(support::proxied_by_default(sandbox, Target::real_gopls()));
    editor.give_up_after(20min);
    healthy.expect_answer(healthy.ask());
    healthy.finish();
}

TEST_CASE("a cold load of a large workspace on a tenth of a processor",
          "[healthy_large][healthy][long]") {
    const LargeWorkspace workspace;
    const TenthOfCpu tenth;  // before the sandbox, whose end waits for all processes
    Sandbox sandbox(Sandbox::GoplsCache::kOwn);
    const std::string cause =
        "the same while typing, on a tenth of a processor (" + tenth.how() + ")";
    if (!workspace.refused().empty()) return Case::not_run(cause, workspace.refused());
    workspace.write_to(sandbox);
    Case healthy(cause, kNothing, sandbox);
    support::ChildOptions options = support::proxied_by_default(sandbox, Target::real_gopls());
    options.argv = tenth.command(options.argv);
    Editor& editor = healthy.open_main(options);
    editor.give_up_after(30min);
    const Json id = healthy.ask();
    types_until_answered(editor, steps::main_uri(sandbox), id);
    healthy.expect_answer(id);
    healthy.finish();
}

TEST_CASE("references across a large workspace", "[healthy_large][healthy][long]") {
    const LargeWorkspace workspace;
    const TenthOfCpu tenth;  // before the sandbox, whose end waits for all processes
    Sandbox sandbox(Sandbox::GoplsCache::kOwn);
    const std::string cause = "references across a large workspace (" + tenth.how() + ")";
    if (!workspace.refused().empty()) return Case::not_run(cause, workspace.refused());
    workspace.write_to(sandbox);
    LargeWorkspace::write_users_to(sandbox, kUsers);
    Case healthy(cause, kNothing, sandbox);
    support::ChildOptions options = support::proxied_by_default(sandbox, Target::real_gopls());
    options.argv = tenth.command(options.argv);
    Editor& editor = healthy.open_main(options);
    editor.give_up_after(30min);
    const std::string uri = steps::main_uri(sandbox);
    steps::expect_definition(editor, uri, steps::ask_definition(editor, uri));
    const std::string large = Sandbox::uri(sandbox.module() / "large.go");
    editor.open(large, sandbox.read("module/large.go"));
    Json params = editor.at(large, "ListOptions{}");
    params["context"] = {{"includeDeclaration", true}};
    healthy.asked();
    const Json references = editor.result(editor.request("textDocument/references", params));
    healthy.answered();
    CHECK(references.size() > kUsers);
    healthy.finish();
}
