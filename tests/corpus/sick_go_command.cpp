// A go command that does not come back, though no network is in it.
#include "corpus/case.hpp"
#include "support/catch.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"

using corpus::Case;
using support::GoWrapper;
using support::Json;
using support::Sandbox;

namespace {

/// Changes go.mod on disk, so that gopls loads again, and tells the server.
void change_go_mod(const Sandbox& sandbox, support::Editor& editor) {
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.22\n");
    editor.file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
}

}  // namespace

TEST_CASE("go list blocks once in the load", "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("go list blocks once in the load",
               {"go_command_local", {"end_command", "reload_view"}, {}}, sandbox);
    const GoWrapper go(sandbox);
    go.block_next_list();
    cause.open_main();
    cause.expect_answer(cause.ask());
    cause.expect_log("remedy=reload_view");
    cause.finish();
}

TEST_CASE("go list blocks once after a change of go.mod", "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("go list blocks once after a change of go.mod",
               {"go_command_local", {"end_command", "reload_view"}, {}}, sandbox);
    const GoWrapper go(sandbox);
    support::Editor& editor = cause.settle();
    go.block_next_list();
    change_go_mod(sandbox, editor);
    cause.expect_answer(cause.ask());
    cause.expect_log("remedy=reload_view");
    cause.finish();
}
