// A real editor: Neovim jumps to the right line of its unsaved text, with gopls killed and
// hung underneath, and shows its user nothing.
#include <signal.h>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/keep_stopped.hpp"
#include "support/steps.hpp"

using core::Event;
using support::ChildOptions;
using support::ChildProcess;
using support::ProxyLog;
using support::Sandbox;
using support::Target;

namespace {

class Neovim {
  public:
    Neovim(const Sandbox& sandbox, const ChildOptions& server, int jumps)
        : sandbox_(sandbox), process_(options(sandbox, server, jumps)) {}

    /// Lets the nth jump (from 1) begin and waits until it has been asked for.
    void ask(int n) {
        sandbox_.write("nvim/go-" + std::to_string(n), "");
        wait_for("asked-" + std::to_string(n));
    }
    /// Waits for the nth jump; "line text" of where it led.
    std::string jumped(int n) { return wait_for("jumped-" + std::to_string(n)); }
    void expect_end() {
        support::wait_until([&] { return process_.status().has_value(); }, "the end of Neovim");
        CHECK(process_.status() == support::ExitStatus{0, 0});
        CHECK(sandbox_.read("nvim/notified").empty());
    }

  private:
    static ChildOptions options(const Sandbox& sandbox, const ChildOptions& server, int jumps) {
        ChildOptions options = server;
        const std::string script = GOPLS_PROXY_TEST_NEOVIM_SCRIPTS "/jump.lua";
        options.argv = {"nvim", "--headless",       "-u", "NONE", "-i", "NONE", "-n",
                        "-c",   "luafile " + script};
        std::filesystem::create_directories(sandbox.path("nvim"));
        options.environment["NVIM_TEST_FOLDER"] = sandbox.path("nvim").string();
        options.environment["NVIM_TEST_FILE"] = (sandbox.module() / "main.go").string();
        options.environment["NVIM_TEST_SERVER"] = server.argv[0];
        options.environment["NVIM_TEST_JUMPS"] = std::to_string(jumps);
        return options;
    }

    std::string wait_for(const std::string& name) {
        const auto come = [&] {
            // Looked at before the file: after its last jump Neovim is gone at once.
            const bool ended = process_.status().has_value();
            if (!sandbox_.read("nvim/" + name).empty()) return true;
            const std::string failed = sandbox_.read("nvim/failed");
            if (!failed.empty() || ended)
                throw support::TestFailure("Neovim: " + failed + "\n" +
                                           sandbox_.read("nvim/notified") +
                                           sandbox_.read("proxy.log"));
            return false;
        };
        support::wait_until(come, "Neovim: " + name);
        return sandbox_.read("nvim/" + name);
    }

    const Sandbox& sandbox_;
    ChildProcess process_;
};

/// Where the nth jump has to lead: each has put two more lines above.
std::string target(int n) {
    return std::to_string(8 + 2 * n) + " func greeting(name string) string {";
}

}  // namespace

TEST_CASE("Neovim and gopls alone", "[neovim][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    Neovim neovim(sandbox, support::direct(sandbox, Target::real_gopls()), 1);
    neovim.ask(1);
    CHECK(neovim.jumped(1) == target(1));
    neovim.expect_end();
}

TEST_CASE("Neovim while gopls is killed and hung", "[neovim][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    Neovim neovim(sandbox, support::proxied(sandbox, Target::real_gopls()), 3);
    const auto current = [&] { return sandbox.servers(Target::real_gopls()).at(0).pid; };
    neovim.ask(1);
    CHECK(neovim.jumped(1) == target(1));

    ::kill(current(), SIGKILL);
    neovim.ask(2);
    CHECK(neovim.jumped(2) == target(2));

    const support::KeepStopped stopped(current());
    neovim.ask(3);
    CHECK(neovim.jumped(3) == target(3));
    const ProxyLog log(sandbox);
    log.expect({Event::kSpawn, {{"generation", 2}}});
    // Continued or replaced: between two stops gopls may get its answer out after all. That a
    // replacement comes in the end is for stopped_test.
    log.expect({Event::kStall, {{"verdict", "stopped"}}});
    neovim.expect_end();
}
