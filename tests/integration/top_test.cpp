// `gopls-proxy top` on a real terminal, which tmux plays, with a proxy whose gopls hangs.
#include <signal.h>

#include <sstream>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using support::ChildOptions;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

/// A terminal with a shell in the sandbox.
class Screen {
  public:
    Screen(const Sandbox& sandbox, int columns, int rows) : sandbox_(sandbox) {
        sandbox.write("tmux.conf", "set -g default-terminal screen\nset -g status off\n");
        tmux({"new-session", "-d", "-x", std::to_string(columns), "-y", std::to_string(rows),
              "env 'PS1=$ ' ENV= sh"});
        wait_for("$");
    }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen() {
        try {
            tmux({"kill-server"});
        } catch (const support::TestFailure&) {  // it has ended
        }
    }

    void press(const std::string& key) { tmux({"send-keys", key}); }
    void type_line(const std::string& text) {
        tmux({"send-keys", "-l", text});
        press("Enter");
    }
    void resize(int columns, int rows) {
        tmux({"resize-window", "-x", std::to_string(columns), "-y", std::to_string(rows)});
    }
    std::string text() const { return tmux({"capture-pane", "-p"}); }
    bool has(const std::string& part) const { return text().find(part) != std::string::npos; }
    void wait_for(const std::string& part) const {
        wait_until([&] { return has(part); }, part);
    }
    void wait_until(const std::function<bool()>& condition, const std::string& what) const {
        try {
            support::wait_until(condition, what);
        } catch (const support::TestFailure& failure) {
            throw support::TestFailure(std::string(failure.what()) + " on the screen:\n" + text());
        }
    }

  private:
    std::string tmux(const std::vector<std::string>& words) const {
        ChildOptions options{{"tmux", "-u", "-f", sandbox_.path("tmux.conf").string()},
                             sandbox_.environment,
                             sandbox_.path().string(),
                             "",
                             false};
        options.argv.insert(options.argv.end(), words.begin(), words.end());
        options.environment["TMUX_TMPDIR"] = sandbox_.path("tmp").string();
        options.environment["SHELL"] = "/bin/sh";
        const support::Completed done = support::run(options);
        if (done.status.code != 0) throw support::TestFailure("tmux: " + done.errors);
        return done.output;
    }

    const Sandbox& sandbox_;
};

/// Returns a command line that runs top, and then reports how it left the terminal.
std::string top_and_report() {
    return "echo BEFORE; stty -g >before; " + Target::proxy() +
           " top; echo ended with $?; stty -g >after";
}

/// Checks that the shell has its screen and its modes back.
void expect_restored(const Screen& screen, const Sandbox& sandbox) {
    screen.wait_until([&] { return !sandbox.read("after").empty(); }, "the modes");
    CHECK(screen.has("BEFORE"));
    CHECK_FALSE(screen.has("STATE"));
    CHECK(sandbox.read("before") == sandbox.read("after"));
}

/// Returns the pid of the running top, or 0.
pid_t pid_of_top(const Sandbox& sandbox) {
    for (const support::MarkedProcess& process : sandbox.processes()) {
        if (process.argv.size() == 2 && process.argv[1] == "top") return process.pid;
    }
    return 0;
}

}  // namespace

TEST_CASE("top shows a stuck session and restarts its gopls", "[top][fake]") {
    const auto [columns, rows] = GENERATE(table<int, int>({{80, 24}, {200, 50}}));
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    // The proxy detects the stall, and leaves the restart to the person at the screen.
    sandbox.environment["GOPLS_PROXY_BUDGET_REPLACEMENTS"] = "0";
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    Screen screen(sandbox, columns, rows);
    screen.type_line(top_and_report());
    screen.wait_for("No gopls-proxy is running.");

    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    screen.wait_for("healthy");
    const std::string folder = sandbox.path().filename().string();
    screen.wait_for(folder.substr(folder.size() - 10));

    const Json id = steps::ask_hover(*editor, sandbox);
    screen.wait_for("stuck");
    screen.wait_for("The budget of replacements is used up.");
    screen.wait_for("textDocument/hover");
    screen.wait_for("generation 1");
    screen.wait_for("fake_gopls");

    screen.press("r");
    screen.wait_for("? y/n");
    screen.press("n");
    screen.wait_for("Nothing was done.");
    CHECK(fakes.started() == 1);
    screen.press("r");
    screen.wait_for("? y/n");
    screen.press("y");
    screen.wait_for("A fresh gopls starts");
    CHECK_FALSE(editor->result(id).is_null());
    screen.wait_for("generation 2");
    screen.wait_for("1 healthy");

    screen.press("i");
    screen.wait_for("Saved an incident");
    screen.press("?");
    screen.wait_for("Any key returns.");
    screen.press("x");
    screen.press("q");
    screen.wait_for("ended with 0");
    expect_restored(screen, sandbox);
    steps::finish(*editor);
}

TEST_CASE("top follows the size of the terminal, stops and continues", "[top][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    Screen screen(sandbox, 80, 24);
    screen.type_line(top_and_report());
    screen.wait_for("healthy");
    screen.resize(130, 30);
    const auto keys_at = [&](std::size_t row) {
        std::istringstream lines(screen.text());
        std::string line;
        for (std::size_t i = 0; i < row; ++i) std::getline(lines, line);
        return line.starts_with("q quit");
    };
    screen.wait_until([&] { return keys_at(30); }, "30 rows");
    screen.wait_for("GEN");
    screen.resize(60, 12);
    screen.wait_until([&] { return keys_at(12); }, "12 rows");

    screen.press("C-z");
    screen.wait_for("Stopped");
    CHECK_FALSE(screen.has("q quit"));
    screen.type_line("fg");
    screen.wait_for("q quit");
    screen.press("C-c");
    screen.wait_until([&] { return pid_of_top(sandbox) == 0; }, "the end of top");
    CHECK(sandbox.read("before") == sandbox.read("after"));
    steps::finish(*editor);
}

TEST_CASE("a signal ends top and restores the terminal", "[top][fake]") {
    const int signum = GENERATE(SIGTERM, SIGHUP);
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    Screen screen(sandbox, 80, 24);
    screen.type_line(top_and_report());
    screen.wait_for("healthy");
    const pid_t pid = pid_of_top(sandbox);
    REQUIRE(pid > 0);
    REQUIRE(::kill(pid, signum) == 0);
    screen.wait_for("ended with " + std::to_string(128 + signum));
    expect_restored(screen, sandbox);
    steps::finish(*editor);
}

TEST_CASE("the keys react while a proxy hangs", "[top][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    Screen screen(sandbox, 80, 24);
    screen.type_line(top_and_report());
    screen.wait_for("healthy");
    editor->kill(SIGSTOP);
    screen.wait_for("no answer");
    screen.press("?");
    screen.wait_for("Any key returns.");
    screen.press("x");
    screen.wait_for("no answer");
    editor->kill(SIGCONT);
    screen.wait_for("1 healthy");
    screen.press("q");
    screen.wait_for("ended with 0");
    steps::finish(*editor);
}

TEST_CASE("without a terminal top refers to status", "[top]") {
    Sandbox sandbox;
    const auto done = support::run(support::direct(sandbox, Target::proxy(), {"top"}));
    CHECK(done.status == support::ExitStatus{2, 0});
    CHECK(done.output.empty());
    CHECK(done.errors.find("not a terminal") != std::string::npos);
    CHECK(done.errors.find("gopls-proxy status") != std::string::npos);
}
