// Faults around gopls: an editor that leaves requests unanswered, caches that cannot be written.
#include "corpus/case.hpp"
#include "support/catch.hpp"
#include "support/mount_namespace.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using core::Event;
using corpus::Case;
using support::Editor;
using support::Json;
using support::Sandbox;
using support::Target;

TEST_CASE("the editor never answers a request of gopls", "[surroundings][sick][quick]") {
    const std::string method =
        GENERATE(as<std::string>{}, "workspace/configuration", "client/registerCapability",
                 "window/workDoneProgress/create");
    Sandbox sandbox;
    sandbox.write_module();
    // The proxy first reports the request, then answers it instead of the editor when the window is
    // over. gopls registers capabilities twice and waits for each answer.
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

TEST_CASE("the gopls cache cannot be made", "[surroundings][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("file", "");
    sandbox.environment["GOPLSCACHE"] = sandbox.path("file/cache").string();
    // gopls works without its cache.
    Case cause("GOPLSCACHE below a regular file", {}, sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("the disk of the gopls cache is full", "[surroundings][sick][quick]") {
    const std::string name = "GOPLSCACHE on a full disk";
    Sandbox sandbox;
    sandbox.write_module();
    const std::string disk = sandbox.path("disk").string();
    std::filesystem::create_directory(disk);
    sandbox.environment["GOPLSCACHE"] = disk;
    const support::MountNamespace own("mount -t tmpfs -o size=64k none '" + disk + "'",
                                      sandbox.environment);
    if (!own.refused().empty()) return Case::not_run(name, own.refused());
    // gopls logs an error and works without its cache.
    Case cause(name, {}, sandbox);
    cause.open_main(own.with(support::proxied(sandbox, Target::real_gopls())));
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("the build cache cannot be made", "[surroundings][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("file", "");
    sandbox.environment["GOCACHE"] = sandbox.path("file/cache").string();
    Case cause("GOCACHE below a regular file", {"build_cache_fault", {"standby_build_cache"}, {}},
               sandbox);
    cause.open_main();
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("the disk of the build cache is full", "[surroundings][sick][quick]") {
    const std::string name = "GOCACHE on a full disk";
    Sandbox sandbox;
    sandbox.write_module();
    const std::string disk = sandbox.path("disk").string();
    std::filesystem::create_directory(disk);
    sandbox.environment["GOCACHE"] = disk;
    const support::MountNamespace own("mount -t tmpfs -o size=128k none '" + disk + "'",
                                      sandbox.environment);
    if (!own.refused().empty()) return Case::not_run(name, own.refused());
    Case cause(name, {"build_cache_fault", {"standby_build_cache"}, {}}, sandbox);
    Editor& editor = cause.open_main(own.with(support::proxied(sandbox, Target::real_gopls())));
    // The go command blames the standard library ("package runtime is not in std").
    const std::string uri = steps::main_uri(sandbox);
    cause.asked();
    cause.expect_verdict();
    cause.expect_log({Event::kSwitch, {{"generation", 2}}});
    const Json answer = editor.call("textDocument/definition", editor.at(uri, "Println"));
    CHECK(answer.dump().find("/fmt/print.go") != std::string::npos);
    cause.answered();
    cause.finish();
}

TEST_CASE("go.mod changes without a notification", "[surroundings][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write("dep/go.mod", "module example.com/dep\n\ngo 1.21\n");
    sandbox.write("dep/dep.go", "package dep\n\nconst Name = \"dep\"\n");
    const std::string needs = "package main\n\nimport \"example.com/dep\"\n\nvar _ = dep.Name\n";
    sandbox.write("module/needs.go", needs);
    Case cause("go.mod changes on disk without a notification",
               {"stale_view", {"send_watched_files"}, {"reload_view"}}, sandbox);
    Editor& editor = cause.settle();
    const std::string uri = Sandbox::uri(sandbox.module() / "needs.go");
    editor.open(uri, needs);
    const auto knows = [&] {
        const Json reply =
            editor.await(editor.request("textDocument/definition", editor.at(uri, "Name")));
        return reply.dump().find("dep/dep.go") != std::string::npos;
    };
    CHECK_FALSE(knows());
    sandbox.write("module/go.mod",
                  "module example.com/sandbox\n\ngo 1.21\n\n"
                  "require example.com/dep v0.0.0\n\nreplace example.com/dep => ../dep\n");
    cause.asked();
    cause.expect_verdict();
    editor.wait_until(knows, "the definition in the new module");
    cause.answered();
    cause.finish();
}

TEST_CASE("Go is upgraded during the session", "[surroundings][sick][long]") {
    Sandbox sandbox;
    sandbox.write_module();
    const std::string go = support::find_on_path("go", sandbox.environment.at("PATH"));
    std::filesystem::create_directory(sandbox.path("bin"));
    std::filesystem::create_symlink(go, sandbox.path("bin/go"));
    sandbox.prepend_path(sandbox.path("bin"));
    Case cause("Go is upgraded during the session", {"stale_view", {"reload_view"}, {}}, sandbox);
    Editor& editor = cause.settle();
    cause.asked();
    // The same go command, which reports another version.
    sandbox.write_script("bin/go", "#!/bin/sh\n[ \"$1\" = version ] || exec '" + go +
                                       "' \"$@\"\n'" + go +
                                       "' version | sed -E 's/(go1\\.[0-9]+)[^ ]*/\\1.99/'\n");
    const auto knows = [&] {
        for (const Json& message : editor.received("window/logMessage")) {
            const auto text = message["params"]["message"].get<std::string>();
            if (text.find("Created View") != std::string::npos &&
                text.find(".99 ") != std::string::npos)
                return true;
        }
        editor.save(steps::main_uri(sandbox));
        editor.pump(std::chrono::milliseconds(500));
        return false;
    };
    editor.wait_until(knows, "a view of the new Go");
    cause.answered();
    cause.finish();
}
