// gopls stands still: it is continued, and replaced if that does not help.
#include <signal.h>

#include "support/catch.hpp"
#include "support/keep_stopped.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

TEST_CASE("a gopls that was stopped once is continued", "[stopped][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const pid_t pid = sandbox.servers(Target::real_gopls()).at(0).pid;
    ::kill(pid, SIGSTOP);
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    const ProxyLog log(sandbox);
    log.expect({Event::kStall, {{"verdict", "stopped"}}});
    log.expect({Event::kRemedy, {{"remedy", "sigcont"}}});
    CHECK_FALSE(log.has({Event::kSwitch, {{"generation", 2}}}));
    CHECK(sandbox.servers(Target::real_gopls()).at(0).pid == pid);
    steps::finish(*editor);
}

TEST_CASE("a gopls that does not stay continued is replaced", "[stopped][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const pid_t pid = sandbox.servers(Target::real_gopls()).at(0).pid;
    const support::KeepStopped stopped(pid);
    const ProxyLog log(sandbox);
    // In a moment between two stops it might still get an answer out; then it is asked again.
    do {
        steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    } while (!log.has({Event::kSwitch}));
    steps::expect_same_text(*editor, sandbox, uri);
    log.expect({Event::kStall, {{"verdict", "stopped"}}});
    log.expect_order({Event::kSpawn, {{"generation", 2}}}, {Event::kSwitch});
    // The old one is ended when the new one answers, not before.
    log.expect_order({Event::kSwitch}, {Event::kEnded, {{"generation", 1}}});
    steps::finish(*editor);
}
