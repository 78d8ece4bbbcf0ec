// The end of the proxy. However it ends, and whatever gopls is doing, no process is left running.
// Each sandbox asserts this in its destructor.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/go_wrapper.hpp"
#include "support/steps.hpp"

using core::Event;
using support::Editor;
using support::ExitStatus;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

/// Makes the windows so long that nothing is replaced and a stall lasts until the end.
void judge_nothing(Sandbox& sandbox) {
    for (const char* name : {"WINDOW", "LOAD_WINDOW", "NETWORK_WINDOW"})
        sandbox.environment[std::string("GOPLS_PROXY_STALL_") + name] = "1h";
}

std::unique_ptr<Editor> hanging_session(Sandbox& sandbox, FakeServers& fakes, Json& id) {
    judge_nothing(sandbox);
    fakes.rule({{"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}, {"ignores_end", true}});
    auto editor = steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    id = editor->request("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    editor->wait_until([&] { return fakes.does(1, "hang"); }, "the hang");
    return editor;
}

/// A `go` whose first `list` starts a daemon and an ordinary child; otherwise the real one.
constexpr const char* kGoWithDaemon = R"sh(#!/bin/sh
if [ "$1" = list ] && mkdir '@STATE@'; then
    (setsid sh -c 'sleep 1000 & exec sleep 1001' >/dev/null 2>&1 </dev/null &
        echo $! >'@STATE@/new' && mv '@STATE@/new' '@STATE@/daemon')
    sleep 1002 >/dev/null 2>&1 </dev/null &
fi
exec '@GO@' "$@"
)sh";

/// A daemon like those of git, Bazel or a compiler cache. It has its own session, which tells it
/// from gopls's processes.
class GoWithDaemon {
  public:
    explicit GoWithDaemon(Sandbox& sandbox) : sandbox_(sandbox) {
        std::string script = kGoWithDaemon;
        const auto fill_in = [&](const std::string& name, const std::string& value) {
            for (std::size_t at; (at = script.find(name)) != std::string::npos;)
                script.replace(at, name.size(), value);
        };
        fill_in("@STATE@", sandbox.path("started").string());
        fill_in("@GO@", support::find_on_path("go", sandbox.environment["PATH"]));
        sandbox.write_script("go-with-daemon/go", script);
        sandbox.prepend_path(sandbox.path("go-with-daemon"));
    }
    /// Returns the daemon and its child, both `sleep`, if they are running.
    std::vector<support::MarkedProcess> processes() const {
        auto found = sandbox_.processes();
        std::erase_if(found, [&](const auto& process) {
            return process.session != session() || process.argv.empty() ||
                   process.argv[0] != "sleep";
        });
        return found;
    }
    void wait_until_started() const {
        support::wait_until([&] { return session() != 0 && processes().size() == 2; },
                            "the daemon");
    }
    /// Waits until no other process is left in the sandbox.
    void wait_until_alone() const {
        support::wait_until([&] { return sandbox_.processes().size() <= 2; }, "the end of others");
    }
    void end() const {
        for (const auto& process : processes()) ::kill(process.pid, SIGKILL);
    }

  private:
    pid_t session() const {
        const std::string text = sandbox_.read("started/daemon");
        return text.empty() ? 0 : std::stoi(text);
    }
    const Sandbox& sandbox_;
};

/// Returns the pid of a proxy's guardian once it has its name, or 0.
pid_t guardian_in(const Sandbox& sandbox) {
    for (const auto& process : sandbox.processes())
        if (!process.argv.empty() && process.argv[0] == "lsp-guardian") return process.pid;
    return 0;
}

}  // namespace

TEST_CASE("a daemon started by a go command outlives gopls and the proxy", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const GoWithDaemon daemon(sandbox);
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    daemon.wait_until_started();
    SECTION("gopls is replaced") {
        editor->call("workspace/executeCommand", {{"command", "gopls-proxy.restart"}});
        const support::ProxyLog log(sandbox);
        log.expect({Event::kGone, {{"generation", 1}, {"left", 0}}});
        // The child is not a daemon.
        CHECK(log.count({Event::kAlsoEnded, {{"generation", 1}}, "sleep"}) == 1);
        CHECK(daemon.processes().size() == 2);
        CHECK(editor->shut_down() == ExitStatus{0, 0});
    }
    SECTION("the proxy ends") {
        CHECK(editor->shut_down() == ExitStatus{0, 0});
    }
    SECTION("the proxy is killed") {
        editor->kill(SIGKILL);
        editor->wait_for_exit();
    }
    daemon.wait_until_alone();
    CHECK(daemon.processes().size() == 2);
    daemon.end();
}

TEST_CASE("gopls keeps serving after its wrapper has exited", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const char* detached = GENERATE("", "setsid ");
    INFO(detached);
    sandbox.write_script("wrapper/gopls", "#!/bin/sh\nexec 3<&0\n" + std::string(detached) + "'" +
                                              Target::real_gopls() + "' \"$@\" <&3 3<&- &\n");
    const auto editor =
        steps::settle(sandbox, support::proxied(sandbox, sandbox.path("wrapper/gopls").string()));
    const support::ProxyLog log(sandbox);
    SECTION("gopls ends with the session") {
        std::this_thread::sleep_for(std::chrono::milliseconds(500));  // longer than the proxy waits
        CHECK(log.count({Event::kSpawn, {{"generation", 2}}}) == 0);
        CHECK(editor->shut_down() == ExitStatus{0, 0});
    }
    SECTION("the death of gopls is noticed") {
        for (const auto& process : sandbox.processes()) {
            if (process.argv.at(0) == Target::real_gopls()) ::kill(process.pid, SIGKILL);
        }
        const std::string uri = steps::main_uri(sandbox);
        steps::expect_definition(*editor, uri, steps::ask_definition(*editor, uri));
        CHECK(log.count({Event::kSpawn, {{"generation", 2}}}) > 0);
        CHECK(log.count({Event::kSpawn, {{"generation", 3}}}) == 0);
        CHECK(editor->shut_down() == ExitStatus{0, 0});
    }
}

TEST_CASE("a gopls daemon shared by other editors outlives the session", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    // gopls itself starts a daemon like this for `-remote=auto`.
    const std::string gopls = "'" + Target::real_gopls() + "' ";
    sandbox.write_script("wrapper/gopls", "#!/bin/sh\nsetsid " + gopls + "serve -listen 'unix;" +
                                              sandbox.path("daemon").string() +
                                              "' </dev/null >/dev/null 2>&1 &\nexec " + gopls +
                                              "\"$@\"\n");
    const auto editor =
        steps::settle(sandbox, support::proxied(sandbox, sandbox.path("wrapper/gopls").string()));
    const auto is_daemon = [](const support::MarkedProcess& process) {
        const auto& words = process.argv;
        return std::find(words.begin(), words.end(), "-listen") != words.end();
    };
    support::wait_until(
        [&] {
            const auto all = sandbox.processes();
            return std::any_of(all.begin(), all.end(), is_daemon);
        },
        "the daemon");
    SECTION("the proxy ends") {
        CHECK(editor->shut_down() == ExitStatus{0, 0});
    }
    SECTION("the proxy is killed") {
        editor->kill(SIGKILL);
        editor->wait_for_exit();
    }
    std::vector<support::MarkedProcess> left;
    support::wait_until(
        [&] {
            left = sandbox.processes();
            return std::all_of(left.begin(), left.end(), is_daemon);
        },
        "the end of the others");
    CHECK(left.size() == 1);
    for (const auto& process : left) ::kill(process.pid, SIGKILL);
}

TEST_CASE("the guardian ends with the proxy and is reaped", "[ending][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const pid_t guardian = guardian_in(sandbox);
    REQUIRE(guardian != 0);
    steps::finish(*editor);
    CHECK(support::state_of(guardian) == 'X');
}

TEST_CASE("a killed guardian is restarted", "[ending][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const pid_t killed = guardian_in(sandbox);
    REQUIRE(killed != 0);
    ::kill(killed, SIGKILL);
    const support::ProxyLog log(sandbox);
    log.expect({Event::kGuardian, {{"signal", 9}}, "is restarted"});
    editor->wait_until([&] { return guardian_in(sandbox) != 0; }, "another guardian");
    CHECK(guardian_in(sandbox) != killed);
    CHECK(log.count({Event::kGuardian}) == 1);
    ::kill(sandbox.servers(Target::fake_gopls()).at(0).pid, SIGSTOP);
    editor->kill(SIGKILL);
    editor->wait_for_exit();
    sandbox.expect_nothing_left();
}

TEST_CASE("shutdown during a stall ends everything", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    Json id;
    const auto editor = hanging_session(sandbox, fakes, id);
    CHECK(editor->shut_down() == ExitStatus{0, 0});
    CHECK_FALSE(editor->conformance().replies(id) > 1);
    editor->expect_conforming(false);
}

TEST_CASE("the end of the editor's output during a stall ends everything", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    Json id;
    const auto editor = hanging_session(sandbox, fakes, id);
    editor->close_stdin();
    editor->wait_for_exit();
    editor->expect_conforming(false);
}

TEST_CASE("exit without shutdown during a stall fails with exit code 1", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    Json id;
    const auto editor = hanging_session(sandbox, fakes, id);
    editor->notify("exit", nullptr);
    CHECK(editor->wait_for_exit() == ExitStatus{1, 0});
}

TEST_CASE("a client that does not wait for its replies gets them before the end",
          "[ending][real]") {
    const bool direct = GENERATE(true, false);
    INFO(direct);
    Sandbox sandbox;
    sandbox.write_module();
    Editor editor(direct ? support::direct(sandbox, Target::real_gopls())
                         : support::proxied(sandbox, Target::real_gopls()));
    const std::string uri = steps::main_uri(sandbox);
    const Json initialize =
        editor.request("initialize", Editor::initialize_params(sandbox.module()));
    editor.notify("initialized", Json::object());
    editor.open(uri, support::main_go());
    const Json definition = steps::ask_definition(editor, uri);
    const Json shutdown = editor.request("shutdown", nullptr);
    editor.notify("exit", nullptr);
    CHECK(editor.result(initialize).contains("capabilities"));
    steps::expect_definition(editor, uri, definition);
    // gopls alone may exit before it has answered this one.
    if (!direct) CHECK(editor.result(shutdown).is_null());
    CHECK(editor.wait_for_exit() == ExitStatus{0, 0});
}

TEST_CASE("requests cancelled during a stall are answered at once", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json params = editor->at(steps::fake_uri(sandbox), "target");
    const Json head = editor->request("textDocument/hover", params);
    const Json behind = editor->request("textDocument/definition", params);
    const Json kept = editor->request("textDocument/definition", params);
    editor->notify("$/cancelRequest", {{"id", head}});
    editor->notify("$/cancelRequest", {{"id", behind}});
    editor->notify("$/cancelRequest", {{"id", 123456}});
    CHECK(editor->await(head)["error"]["code"] == -32800);
    CHECK(editor->await(behind)["error"]["code"] == -32800);
    CHECK(editor->result(kept).size() == 1);
    steps::finish(*editor);
}

TEST_CASE("after a signal to the proxy no process is left", "[ending][real]") {
    const int signal = GENERATE(SIGTERM, SIGINT, SIGHUP, SIGKILL, SIGQUIT);
    INFO(signal);
    Sandbox sandbox;
    sandbox.write_module();
    judge_nothing(sandbox);
    const support::GoWrapper go(sandbox);
    SECTION("a go list hangs") {
        go.block_every_list();
        const auto editor =
            steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
        editor->wait_until([&] { return go.blocked() > 0; }, "the go list");
        editor->kill(signal);
        editor->wait_for_exit();
        sandbox.expect_nothing_left();
    }
    SECTION("gopls is stopped") {
        const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
        ::kill(sandbox.servers(Target::real_gopls()).at(0).pid, SIGSTOP);
        editor->kill(signal);
        editor->wait_for_exit();
        sandbox.expect_nothing_left();
    }
}

TEST_CASE("a proxy killed while a standby loads leaves no process", "[ending][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    fakes.rule({{"process", 2},
                {"on", "load"},
                {"do", "hold"},
                {"work", true},
                {"path", fakes.gate("never")}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->request("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    editor->wait_until([&] { return fakes.does(2, "hold"); }, "a standby that loads");
    editor->kill(SIGKILL);
    editor->wait_for_exit();
    sandbox.expect_nothing_left();
}

TEST_CASE("after the death of an editor that does not read no process is left", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const support::GoWrapper go(sandbox);
    judge_nothing(sandbox);
    go.block_every_list();
    {
        const auto editor =
            steps::open_main(sandbox, support::proxied(sandbox, Target::real_gopls()));
        editor->wait_until([&] { return go.blocked() > 0; }, "the go list");
    }
    sandbox.expect_nothing_left();
}

TEST_CASE("shutdown works while the real gopls is stopped", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    judge_nothing(sandbox);
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    ::kill(sandbox.servers(Target::real_gopls()).at(0).pid, SIGSTOP);
    CHECK(editor->shut_down() == ExitStatus{0, 0});
}

TEST_CASE("exit codes are those of gopls", "[ending][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    const bool through = GENERATE(false, true);
    INFO((through ? "through the proxy" : "directly"));
    const support::ChildOptions options = through ? support::proxied(sandbox, Target::real_gopls())
                                                  : support::direct(sandbox, Target::real_gopls());
    SECTION("0 after shutdown and exit") {
        const auto editor = steps::settle(sandbox, options);
        CHECK(editor->shut_down() == ExitStatus{0, 0});
        editor->expect_conforming();
    }
    SECTION("1 for exit without shutdown") {
        const auto editor = steps::settle(sandbox, options);
        editor->notify("exit", nullptr);
        CHECK(editor->wait_for_exit() == ExitStatus{1, 0});
    }
    SECTION("0 after shutdown and the end of input") {
        const auto editor = steps::settle(sandbox, options);
        editor->result(editor->request("shutdown", nullptr));
        editor->close_stdin();
        CHECK(editor->wait_for_exit() == ExitStatus{0, 0});
    }
    SECTION("0 for the end of input alone") {
        const auto editor = steps::settle(sandbox, options);
        editor->close_stdin();
        CHECK(editor->wait_for_exit() == ExitStatus{0, 0});
    }
    SECTION("0 before initialize") {
        Editor editor(options);
        editor.close_stdin();
        CHECK(editor.wait_for_exit() == ExitStatus{0, 0});
    }
    SECTION("0 after a request behind shutdown") {
        const auto editor = steps::settle(sandbox, options);
        editor->result(editor->request("shutdown", nullptr));
        CHECK(editor->await(steps::ask_definition(*editor, steps::main_uri(sandbox)))
                  .contains("error"));
        editor->notify("exit", nullptr);
        CHECK(editor->wait_for_exit() == ExitStatus{0, 0});
        editor->expect_conforming();
    }
}
