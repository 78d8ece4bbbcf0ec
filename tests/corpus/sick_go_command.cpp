// A go command that does not return, for reasons other than the network.
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus/case.hpp"
#include "corpus/hosts.hpp"
#include "support/catch.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using core::Event;
using corpus::Case;
using support::GoWrapper;
using support::Json;
using support::Sandbox;

namespace {

/// Changes go.mod on disk and sends the change to the server, so that gopls loads again.
void change_go_mod(const Sandbox& sandbox, support::Editor& editor) {
    sandbox.write("module/go.mod", "module example.com/sandbox\n\ngo 1.22\n");
    editor.file_changed(Sandbox::uri(sandbox.module() / "go.mod"), 2);
}

/// Returns the pid of the `go list` that the wrapper holds up.
pid_t blocked_command(const Sandbox& sandbox) {
    for (const auto& process : sandbox.processes()) {
        for (const std::string& word : process.argv)
            if (word == "list") return process.pid;
    }
    return 0;
}

/// Writes a program that prints nothing until a line is written to the pipe named after it.
void write_hanging_program(const Sandbox& sandbox, const std::string& name,
                           const std::string& then_says) {
    const std::string pipe = sandbox.path(name + ".pipe").string();
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    sandbox.write_script(name,
                         "#!/bin/sh\nread -r line <>'" + pipe + "'\necho '" + then_says + "'\n");
}

}  // namespace

TEST_CASE("go list blocks once during the load", "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("go list blocks once during the load",
               {"go_command_local", {"end_command", "reload_view"}, {}}, sandbox);
    const GoWrapper go(sandbox);
    go.block_next_list();
    cause.open_main();
    cause.expect_answer(cause.ask());
    cause.expect_log({Event::kRemedy, {{"remedy", "reload_view"}}});
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
    cause.expect_log({Event::kRemedy, {{"remedy", "reload_view"}}});
    cause.finish();
}

TEST_CASE("go list blocks while the editor waits only for diagnostics",
          "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("go list blocks, no request open, only diagnostics",
               {"go_command_local", {"end_command", "reload_view"}, {}}, sandbox);
    const GoWrapper go(sandbox);
    support::Editor& editor = cause.settle();
    go.block_next_list();
    cause.asked();
    change_go_mod(sandbox, editor);
    cause.expect_verdict();
    cause.expect_log({Event::kRemedy, {{"remedy", "reload_view"}}});
    cause.expect_log({Event::kRecovered, {{"generation", 1}, {"from", "go_command_local"}}});
    cause.expect_answer(steps::ask_definition(editor, steps::main_uri(sandbox)));
    cause.finish();
}

TEST_CASE("go list blocks while the editor pulls diagnostics", "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("go list blocks, editor pulls diagnostics",
               {"go_command_local", {"end_command", "reload_view"}, {}}, sandbox);
    const GoWrapper go(sandbox);
    support::Editor& editor = cause.settle();
    go.block_next_list();
    change_go_mod(sandbox, editor);
    cause.asked();
    const Json pull = editor.request("textDocument/diagnostic",
                                     support::Editor::document(steps::main_uri(sandbox)));
    cause.expect_log({Event::kRemedy, {{"remedy", "reload_view"}}});
    editor.await(pull);
    cause.answered();
    cause.expect_answer(steps::ask_definition(editor, steps::main_uri(sandbox)));
    cause.finish();
}

TEST_CASE("two go lists block at once", "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("two go lists block at once",
               {"go_command_local",
                {"end_command", "reload_view"},
                {"end_command", "reload_view"},
                {"main.go: \"net/http\" imported and not used"}},
               sandbox);
    const GoWrapper go(sandbox);
    support::Editor& editor = cause.settle();
    go.block_next_two_lists();
    // Both the request and the diagnostics need packages that are not loaded.
    editor.insert(steps::main_uri(sandbox), "import", "import \"net/http\"\n\n");
    const Json id = cause.ask();
    editor.wait_until([&] { return go.blocked() == 2; }, "two blocked lists");
    cause.expect_log({Event::kRemedy, {{"remedy", "reload_view"}}});
    cause.expect_answer(id);
    go.release();
    cause.finish();
}

TEST_CASE("go list blocks behind a script that starts gopls", "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("go list blocks, gopls behind a script",
               {"go_command_local", {"end_command", "reload_view"}, {}}, sandbox);
    const GoWrapper go(sandbox);
    sandbox.write_script("bin/gopls",
                         "#!/bin/sh\n'" + support::Target::real_gopls() + "' \"$@\"\nexit $?\n");
    support::Editor& editor =
        cause.settle(support::proxied(sandbox, sandbox.path("bin/gopls").string()));
    go.block_next_list();
    change_go_mod(sandbox, editor);
    cause.expect_answer(cause.ask());
    cause.expect_log({Event::kRemedy, {{"remedy", "reload_view"}}});
    cause.finish();
}

TEST_CASE("go list blocks every time", "[go_command][sick][quick]") {
    const bool in_the_load = GENERATE(true, false);
    Sandbox sandbox;
    sandbox.write_module();
    // Commands that gopls starts again meanwhile are ended again, by the next remedy in turn.
    Case cause(in_the_load ? "go list blocks every time, from the load on"
                           : "go list blocks every time after a change of go.mod",
               {"go_command_local",
                {"end_command", "reload_view", "end_command", "reload_view", "standby_clean"},
                {"end_command", "kill_command", "drop_standby", "standby_clean"}},
               sandbox);
    const GoWrapper go(sandbox);
    if (in_the_load) {
        go.block_every_list();
        cause.open_main();
    } else {
        cause.settle();
        go.block_every_list();
        change_go_mod(sandbox, cause.editor());
    }
    // Each request makes gopls list again; gopls answers it as far as it can without packages.
    const auto in_replacement = [&] {
        return cause.log().has({Event::kSpawn, {{"generation", 2}}});
    };
    const Json id = cause.ask();
    Json again = id;
    for (;;) {
        cause.editor().wait_until([&] { return cause.editor().replied(again) || in_replacement(); },
                                  "an answer or a replacement server");
        if (in_replacement()) break;
        again = steps::ask_definition(cause.editor(), steps::main_uri(sandbox));
    }
    go.release();
    cause.expect_answer(again);
    cause.finish();
}

TEST_CASE("go list is stopped by a signal", "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("go list in state T", {"go_command_local", {"sigcont"}, {}}, sandbox);
    const GoWrapper go(sandbox);
    go.block_next_list();
    cause.open_main();
    const Json id = cause.ask();
    cause.editor().wait_until([&] { return go.blocked() == 1; }, "the blocked go list");
    const pid_t command = blocked_command(sandbox);
    REQUIRE(command > 0);
    ::kill(command, SIGSTOP);
    go.release();  // go list would finish if it were not stopped
    cause.expect_answer(id);
    cause.finish();
}

TEST_CASE("a packages driver hangs", "[go_command][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    write_hanging_program(sandbox, "driver", R"({"NotHandled":true})");
    sandbox.environment["GOPACKAGESDRIVER"] = sandbox.path("driver").string();
    // The driver may be waiting for a build: the proxy names it and leaves it alone.
    Case cause("GOPACKAGESDRIVER hangs", {"packages_driver", {"tell"}, {}}, sandbox);
    cause.open_main();
    const Json id = cause.ask();
    cause.expect_log({Event::kRemedy, {{"remedy", "tell"}}});
    CHECK_FALSE(cause.editor().replied(id));
    cause.finish_unanswered();
}

TEST_CASE("git asks for a password", "[go_command][sick][quick]") {
    const corpus::TalkingHost host(corpus::TalkingHost::Says::kUnauthorized);
    Sandbox sandbox;
    sandbox.write_module();
    // The suffix names the version control system, so that go does not ask a web page first.
    sandbox.require_module("private.example.com/lib.git");
    sandbox.environment["GOPRIVATE"] = "private.example.com";
    sandbox.write("home/.gitconfig", "[url \"http://" + host.address() +
                                         "/\"]\n\tinsteadOf = https://private.example.com/\n");
    write_hanging_program(sandbox, "askpass", "secret");
    sandbox.environment["GIT_ASKPASS"] = sandbox.path("askpass").string();
    Case cause("git waits for a password", {"waiting_for_person", {"tell"}, {}}, sandbox);
    support::Editor& editor = cause.open_main();
    const Json id = cause.ask();
    cause.expect_log({Event::kRemedy, {{"remedy", "tell"}}});
    editor.wait_until([&] { return !editor.received("window/showMessage").empty(); },
                      "the message to the user");
    CHECK_FALSE(editor.replied(id));
    cause.finish_unanswered();
}

namespace {

/// Holds the lock of a needed module, as another go command does while it fetches that module.
support::FileDescriptor hold_module_lock(const Sandbox& sandbox) {
    sandbox.write_module();
    sandbox.require_module("example.com/missing");
    const std::string lock = "gopath/pkg/mod/cache/download/example.com/missing/@v/v1.0.0.lock";
    sandbox.write(lock, "");
    support::FileDescriptor held(::open(sandbox.path(lock).c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(::flock(held.get(), LOCK_EX) == 0);
    return held;
}

support::Logged this_process_holds_it() {
    return {Event::kLook, {{"lock_holder", ::getpid()}}};
}

}  // namespace

TEST_CASE("another process holds a module's lock for a while", "[go_command][sick][quick]") {
    Sandbox sandbox;
    support::FileDescriptor held = hold_module_lock(sandbox);
    // The module cannot be fetched, even without the lock.
    Case cause("module lock held by another process, for a while",
               {"go_command_local", {"end_command", "reload_view"}, {}, {"example.com/missing"}},
               sandbox);
    cause.open_main();
    const Json id = cause.ask();
    cause.expect_log(this_process_holds_it());
    cause.expect_log({Event::kRemedy, {{"remedy", "reload_view"}}});
    held.reset();
    cause.expect_answer(id);
    cause.finish();
}

TEST_CASE("another process never releases a module's lock", "[go_command][sick][quick]") {
    Sandbox sandbox;
    const support::FileDescriptor held = hold_module_lock(sandbox);
    // A fresh gopls would wait for the same lock, with or without network.
    Case cause("module lock held by another process, for ever",
               {"go_command_local",
                {"end_command"},
                {"end_command", "kill_command", "reload_view", "tell"},
                // The workspace cannot be loaded, and gopls shows that.
                {"packages.Load", "workspace load", "Error loading workspace", "undefined: "}},
               sandbox);
    cause.open_main();
    const Json id = cause.ask();
    cause.expect_log(this_process_holds_it());
    cause.expect_answer(id);
    cause.finish();
}
