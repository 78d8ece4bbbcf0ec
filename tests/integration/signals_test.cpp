// Signals to the proxy, which end it only if they would end gopls.
#include <signal.h>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using support::Editor;
using support::ExitStatus;
using support::FakeServers;
using support::Sandbox;
using support::Target;

namespace {

/// Starts the proxy from a shell that has run `before`.
support::ChildOptions behind_shell(const Sandbox& sandbox, const std::string& before) {
    support::ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
    const std::vector<std::string> proxy = std::move(options.argv);
    options.argv = {"/bin/sh", "-c", before + "; exec \"$0\" \"$@\""};
    options.argv.insert(options.argv.end(), proxy.begin(), proxy.end());
    return options;
}

void check_answers(Sandbox& sandbox, Editor& editor) {
    const auto params = editor.at(steps::fake_uri(sandbox), "target");
    CHECK(editor.result(editor.request("textDocument/definition", params)).size() == 1);
}

}  // namespace

TEST_CASE("signals that do not end a Go program do not end the session", "[signals][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    for (const int signal : {SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO, SIGPWR,
                             SIGPIPE, SIGXFSZ, SIGWINCH, SIGURG, SIGRTMIN, SIGRTMAX}) {
        INFO(signal);
        ::kill(editor->pid(), signal);
        check_answers(sandbox, *editor);
    }
    CHECK(fakes.started() == 1);
    steps::finish(*editor);
}

TEST_CASE("hang-ups and interrupts that are ignored at the start stay ignored", "[signals][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor = steps::settle_fake(sandbox, behind_shell(sandbox, "trap '' HUP INT"));
    for (const int signal : {SIGHUP, SIGINT}) {
        ::kill(editor->pid(), signal);
        check_answers(sandbox, *editor);
    }
    // Only these two stay ignored, as in Go.
    ::kill(editor->pid(), SIGTERM);
    CHECK(editor->wait_for_exit() == ExitStatus{128 + SIGTERM, 0});
}

TEST_CASE("signals that are blocked at the start reach the proxy", "[signals][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    // Children that this process starts meanwhile inherit the mask.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before);
    std::unique_ptr<Editor> editor;
    try {
        editor = steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    } catch (...) {
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::kill(editor->pid(), SIGTERM);
    CHECK(editor->wait_for_exit() == ExitStatus{128 + SIGTERM, 0});
}
