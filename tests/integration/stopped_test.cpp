// A stopped gopls: it is continued, and replaced if that does not help.
#include <signal.h>

#include "support/catch.hpp"
#include "support/keep_stopped.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

TEST_CASE("gopls is continued after a single stop", "[stopped][real]") {
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

TEST_CASE("gopls is replaced if it does not stay continued", "[stopped][real]") {
    Sandbox sandbox;
    // Between two stops gopls might still answer; then ask it again.
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "1000";
    sandbox.environment["GOPLS_PROXY_BUDGET_MAX_SPACING"] = "0s";
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const pid_t pid = sandbox.servers(Target::real_gopls()).at(0).pid;
    const support::KeepStopped stopped(pid);
    const ProxyLog log(sandbox);
    do {
        steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    } while (!log.has({Event::kSwitch}));
    steps::expect_same_text(*editor, sandbox, uri);
    log.expect({Event::kStall, {{"verdict", "stopped"}}});
    log.expect_order({Event::kSpawn, {{"generation", 2}}}, {Event::kSwitch});
    // The old server is ended when the new one answers, and not before.
    log.expect_order({Event::kSwitch}, {Event::kEnded, {{"generation", 1}}});
    steps::finish(*editor);
}
