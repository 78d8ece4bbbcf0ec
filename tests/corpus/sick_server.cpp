// Faults of gopls itself: it is stopped, dies, refuses to start, or ends in the middle of a
// message.
#include <signal.h>

#include <algorithm>
#include <filesystem>

#include "corpus/case.hpp"
#include "corpus/memory_limit.hpp"
#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/keep_stopped.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using core::Event;
using corpus::Case;
using support::Editor;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

pid_t server_of(const Sandbox& sandbox) {
    return sandbox.servers(Target::real_gopls()).at(0).pid;
}

/// Writes a `gopls` whose input can be closed from outside: the real one behind a `cat`.
std::string write_gopls_behind_cat(const Sandbox& sandbox) {
    sandbox.write_script("bin/gopls", "#!/bin/sh\ncat | '" + Target::real_gopls() + "' \"$@\"\n");
    return sandbox.path("bin/gopls").string();
}

/// Writes a `gopls` that starts the real one and waits for its end.
std::string write_gopls_behind_script(const Sandbox& sandbox) {
    sandbox.write_script("bin/gopls",
                         "#!/bin/sh\n'" + Target::real_gopls() + "' \"$@\"\nexit $?\n");
    return sandbox.path("bin/gopls").string();
}

/// Returns the pid of a real gopls, whichever process started it.
pid_t gopls_of(const Sandbox& sandbox) {
    const std::string executable = std::filesystem::canonical(Target::real_gopls()).string();
    for (const auto& process : sandbox.processes()) {
        const bool telemetry =
            std::any_of(process.argv.begin(), process.argv.end(), [](const std::string& word) {
                return word.find("** telemetry **") != std::string::npos;
            });
        if (process.executable == executable && !telemetry) return process.pid;
    }
    return 0;
}

/// Starts a session with the fake, whose first process does `rule` at its second hover.
std::unique_ptr<Editor> settle_fake(const Sandbox& sandbox, FakeServers& fakes, Json rule) {
    rule.update({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}});
    fakes.rule(rule);
    return steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
}

}  // namespace

TEST_CASE("gopls is stopped once", "[server][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("gopls in state T", {"stopped", {"sigcont"}, {}}, sandbox);
    cause.settle();
    ::kill(server_of(sandbox), SIGSTOP);
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("gopls behind a script is stopped once", "[server][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("gopls in state T, behind a script", {"stopped", {"sigcont"}, {}}, sandbox);
    cause.settle(support::proxied(sandbox, write_gopls_behind_script(sandbox)));
    const pid_t gopls = gopls_of(sandbox);
    REQUIRE(gopls > 0);
    ::kill(gopls, SIGSTOP);
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("gopls is stopped while the editor pulls diagnostics", "[server][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("gopls in state T, editor pulls diagnostics", {"stopped", {"sigcont"}, {}}, sandbox);
    Editor& editor = cause.settle();
    ::kill(server_of(sandbox), SIGSTOP);
    cause.asked();
    editor.await(
        editor.request("textDocument/diagnostic", Editor::document(steps::main_uri(sandbox))));
    cause.answered();
    cause.finish();
}

TEST_CASE("gopls is stopped repeatedly", "[server][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    // Between two stops gopls may get an answer out; the remedies then start from the first again.
    Case cause("gopls in state T, repeatedly",
               {"stopped", {"sigcont", "standby_clean"}, {"sigcont", "standby_clean"}}, sandbox);
    cause.settle();
    const support::KeepStopped stopped(server_of(sandbox));
    Json id = cause.ask();
    cause.expect_answer(id);
    while (!cause.log().has({Event::kSwitch})) {
        id = cause.ask();
        cause.expect_answer(id);
    }
    cause.finish();
}

TEST_CASE("a signal kills gopls", "[server][sick][quick]") {
    const int signal = GENERATE(SIGKILL, SIGSEGV);
    Sandbox sandbox;
    sandbox.write_module();
    Case cause(signal == SIGKILL ? "gopls killed by SIGKILL" : "gopls killed by SIGSEGV",
               {"dead", {"restart"}, {}}, sandbox);
    cause.settle();
    ::kill(server_of(sandbox), signal);
    cause.expect_answer(cause.ask());
    cause.expect_log({Event::kLost, {}, signal == SIGKILL ? "signal 9" : "SIGSEGV"});
    cause.finish();
}

TEST_CASE("gopls exits with code 0", "[server][sick][quick]") {
    Sandbox sandbox;
    sandbox.write_module();
    Case cause("gopls exits by itself, exit code 0", {"dead", {"restart"}, {}}, sandbox);
    cause.settle(support::proxied(sandbox, write_gopls_behind_cat(sandbox)));
    for (const auto& process : sandbox.processes())
        if (process.argv == std::vector<std::string>{"cat"}) ::kill(process.pid, SIGTERM);
    cause.expect_answer(cause.ask());
    cause.finish();
}

TEST_CASE("gopls's output ends in the middle of a frame", "[server][sick][quick]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    Case cause("output cut in the middle of a frame (fake)", {"dead", {"restart"}, {}}, sandbox);
    Editor& editor = cause.start(settle_fake(sandbox, fakes, {{"do", "die_mid_frame"}}));
    cause.asked();
    editor.call("textDocument/hover", editor.at(steps::fake_uri(sandbox), "target"));
    cause.answered();
    cause.compare();
    steps::finish(editor);
}

TEST_CASE("gopls refuses an unknown flag", "[server][sick][quick]") {
    Sandbox sandbox;
    // gopls is not started again, since it would refuse again.
    Case cause("unknown flag", {"refused_start", {}, {}}, sandbox);
    Editor& editor = cause.start(std::make_unique<Editor>(
        support::proxied(sandbox, Target::real_gopls(), {"-no-such-flag"})));
    cause.asked();
    editor.request("initialize", Editor::initialize_params(sandbox.path()));
    CHECK(editor.wait_for_exit() == support::ExitStatus{2, 0});
    cause.answered();
    CHECK(editor.stderr_text().find("no-such-flag") != std::string::npos);
    editor.expect_conforming(false);
    cause.compare();
}

TEST_CASE("too little memory for gopls", "[server][sick][quick]") {
    const std::string name = "killed for lack of memory, twice (fake)";
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"on", "textDocument/definition"}, {"do", "eat"}});
    const corpus::MemoryLimit limit(std::size_t{256} << 20);
    if (!limit.problem().empty()) return Case::not_run(name, limit.problem());
    // Only the user can help here, and gets a message.
    Case cause(name,
               {"out_of_memory",
                {"restart"},
                {},
                {"popup: gopls-proxy: gopls ended: killed by the kernel"}},
               sandbox);
    Editor& editor = cause.start(
        steps::settle_fake(sandbox, limit.below(support::proxied(sandbox, Target::fake_gopls()))));
    cause.asked();
    // The proxy sends the request to the second server as well, which needs as much memory.
    const Json id =
        editor.request("textDocument/definition", editor.at(steps::fake_uri(sandbox), "target"));
    CHECK(editor.wait_for_exit() == support::ExitStatus{137, 0});
    cause.answered();
    CHECK(editor.await(id).contains("error"));
    CHECK(cause.log().has(
        {Event::kLost, {}, "killed by the kernel because memory ran out (limit 256 MB)"}));
    CHECK(editor.received("window/showMessage").size() == 1);
    CHECK(fakes.started() == 2);
    cause.compare();
}

TEST_CASE("every gopls crashes on a document", "[server][sick][quick]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"on", "textDocument/definition"}, {"do", "crash"}});
    // The user is told which document the next gopls does not get.
    Case cause("document on which gopls crashes (fake)",
               {"dead", {"restart", "restart"}, {}, {"popup: gopls-proxy: gopls crashed twice"}},
               sandbox);
    Editor& editor =
        cause.start(steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls())));
    const std::string other = Sandbox::uri(sandbox.path("b.go"));
    editor.open(other, "package a\n\nfunc other() {}\n");
    cause.asked();
    // The second server gets the request again and crashes on it too; then the document is left
    // out.
    const Json deadly = editor.at(steps::fake_uri(sandbox), "target");
    CHECK(editor.await(editor.request("textDocument/definition", deadly)).contains("error"));
    CHECK(editor.await(editor.request("textDocument/hover", deadly)).contains("error"));
    editor.call("textDocument/hover", editor.at(other, "other"));
    cause.answered();
    CHECK(editor.received("window/showMessage").size() == 1);
    cause.compare();
    steps::finish(editor);
}
