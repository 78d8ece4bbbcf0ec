// Causes that have a verdict and a remedy of their own, each made for real with the real gopls.
// The bigger ones have a file each: go_list, network, stopped, killed, unanswering_editor.
#include <signal.h>
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"

using support::GoWrapper;
using support::Json;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

/// The `go list` that the wrapper holds up.
pid_t blocked_command(const Sandbox& sandbox) {
    for (const auto& process : sandbox.processes()) {
        for (const std::string& word : process.argv)
            if (word == "list") return process.pid;
    }
    return 0;
}

}  // namespace

TEST_CASE("a go list that somebody stopped is continued", "[causes][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const GoWrapper go(sandbox);
    go.block_next_list();
    const auto editor = steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const Json id = steps::ask_definition(*editor, uri);
    editor->wait_until([&] { return go.blocked() == 1; }, "the blocked list");
    const pid_t command = blocked_command(sandbox);
    REQUIRE(command > 0);
    ::kill(command, SIGSTOP);
    go.release();  // it would go on, if it were not stopped
    steps::expect_definition(*editor, uri, id);
    const ProxyLog log(sandbox);
    log.expect_order("verdict=go_command_local", "remedy=sigcont");
    CHECK_FALSE(log.has("remedy=end_command"));
    CHECK_FALSE(log.has("spawn generation=2"));
    steps::finish(*editor);
}

TEST_CASE("a packages driver that hangs is named and not ended", "[causes][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.write_script("driver",
                         "#!/bin/sh\n"
                         "read -r line <>'" +
                             sandbox.path("gate").string() +
                             "'\n"
                             "echo '{\"NotHandled\":true}'\n");
    REQUIRE(::mkfifo(sandbox.path("gate").c_str(), 0600) == 0);
    sandbox.environment["GOPACKAGESDRIVER"] = sandbox.path("driver").string();
    const auto editor = steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const Json id = steps::ask_definition(*editor, uri);
    const ProxyLog log(sandbox);
    editor->wait_until([&] { return log.has("verdict=packages_driver"); }, "the verdict");
    log.expect("remedy=tell");
    CHECK_FALSE(editor->replied(id));
    CHECK_FALSE(log.has("spawn generation=2"));
    CHECK(editor->shut_down() == support::ExitStatus{0, 0});
}

TEST_CASE("a gopls that crashes says why", "[causes][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    ::kill(sandbox.servers(Target::real_gopls()).at(0).pid, SIGSEGV);
    steps::expect_definition(*editor, uri, steps::edit_and_ask(*editor, uri));
    const ProxyLog log(sandbox);
    log.expect("verdict=dead");
    log.expect("SIGSEGV");
    steps::expect_same_text(*editor, sandbox, uri);
    steps::finish(*editor);
}
