// What is around gopls: an editor that owes answers, caches that cannot be written.
#include "corpus/case.hpp"
#include "corpus/mount_namespace.hpp"
#include "support/catch.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using corpus::Case;
using support::Editor;
using support::Json;
using support::Sandbox;
using support::Target;

TEST_CASE("an editor that never answers", "[surroundings][sick][quick]") {
    const std::string method =
        GENERATE(as<std::string>{}, "workspace/configuration", "client/registerCapability",
                 "window/workDoneProgress/create");
    Sandbox sandbox;
    sandbox.write_module();
    // Told first; answered in its place when it has had its time. Capabilities are registered
    // twice, and each is waited for.
    Case cause("editor never answers " + method,
               {"waiting_on_editor", {"answer_for_editor"}, {"tell", "answer_for_editor"}},
               sandbox);
    Editor& editor =
        cause.start(std::make_unique<Editor>(support::proxied(sandbox, Target::real_gopls())));
    editor.leave_unanswered(method);
    editor.start(sandbox.module());
    editor.open(steps::main_uri(sandbox), support::main_go());
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("a gopls cache that cannot be made", "[surroundings][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("file", "");
    sandbox.environment["GOPLSCACHE"] = sandbox.path("file/cache").string();
    // gopls works without it.
    Case cause("GOPLSCACHE below a regular file", {}, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("a gopls cache on a disk that is full", "[surroundings][sick][quick]") {
    const std::string name = "GOPLSCACHE on a full disk";
    Sandbox sandbox;
    sandbox.write_module();
    const std::string disk = sandbox.path("disk").string();
    std::filesystem::create_directory(disk);
    sandbox.environment["GOPLSCACHE"] = disk;
    const corpus::MountNamespace own("mount -t tmpfs -o size=64k none '" + disk + "'",
                                     sandbox.environment);
    if (!own.refused().empty()) return Case::not_run(name, own.refused());
    // gopls complains in its log and works without it.
    Case cause(name, {}, sandbox);
    cause.open_main(own.with(support::proxied(sandbox, Target::real_gopls())));
    cause.expect_answer(cause.ask());
    cause.finish();
}
