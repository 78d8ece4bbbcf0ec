// Neovim as a real editor. It jumps to the right line of its unsaved text while gopls is killed and
// hangs, and shows the user no message.
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

    /// Starts the nth jump (from 1), and waits until Neovim has sent the request.
    void ask(int n) {
        sandbox_.write("nvim/go-" + std::to_string(n), "");
        wait_for("asked-" + std::to_string(n));
    }
    /// Waits for the nth jump. Returns its target as "line text".
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
            // Checked before the file, since Neovim exits at once after its last jump.
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

/// Returns the target of the nth jump. Each jump adds two lines above.
std::string target(int n) {
    return std::to_string(8 + 2 * n) + " func greeting(name string) string {";
}

}  // namespace

TEST_CASE("Neovim jumps correctly with gopls alone", "[neovim][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    Neovim neovim(sandbox, support::direct(sandbox, Target::real_gopls()), 1);
    neovim.ask(1);
    CHECK(neovim.jumped(1) == target(1));
    neovim.expect_end();
}

TEST_CASE("Neovim jumps correctly while gopls is killed and stopped", "[neovim][real]") {
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
    // gopls is continued or replaced, since it may answer between two stops. stopped_test checks
    // that a replacement follows in the end.
    log.expect({Event::kStall, {{"verdict", "stopped"}}});
    neovim.expect_end();
}
