// The control socket: status and commands for the user's other programs, also while gopls hangs.
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "app/control/protocol.hpp"
#include "io/unix_socket.hpp"
#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/schema.hpp"
#include "support/steps.hpp"
#include "support/waiting.hpp"

using core::Event;
using support::Completed;
using support::Editor;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kFolder = "runtime/gopls-proxy";

/// A sandbox with a runtime folder, as a desktop session has.
struct Desktop {
    Sandbox sandbox;
    FakeServers fakes{sandbox};

    Desktop() {
        fs::create_directory(sandbox.path("runtime"));
        sandbox.environment["XDG_RUNTIME_DIR"] = sandbox.path("runtime").string();
    }
    std::unique_ptr<Editor> start() {
        return steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    }
    std::vector<fs::path> sockets() const {
        std::vector<fs::path> found;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(sandbox.path(kFolder), none)) {
            found.push_back(entry.path());
        }
        return found;
    }
    fs::path await_socket() const {
        support::wait_until([&] { return sockets().size() == 1; }, "the control socket");
        return sockets()[0];
    }
    Completed status(std::vector<std::string> words = {}) const {
        words.insert(words.begin(), "status");
        return support::run(support::direct(sandbox, Target::proxy(), words));
    }
    Json status_json() const {
        Json list = Json::parse(status({"--json"}).output);
        REQUIRE(support::schema_violation("status", list) == "");
        return list;
    }
    /// Sends a line to the only proxy and returns its answer.
    std::string ask(const std::string& line) const {
        const auto fd = io::connect_unix(await_socket().string());
        REQUIRE(fd.has_value());
        const auto answer = io::ask_line(*fd, line, support::kGiveUp);
        ::close(*fd);
        REQUIRE(answer.has_value());
        CHECK(support::schema_violation("control-reply", Json::parse(*answer)) == "");
        return *answer;
    }
    Json command(app::control::Command command) const {
        const std::string line = app::control::request_line(command);
        CHECK(support::schema_violation("control-request", Json::parse(line)) == "");
        return Json::parse(ask(line));
    }
};

/// A connection that stays open, as that of a program which cleans caches.
class HeldConnection {
  public:
    /// Waits until the socket serves it: no more than eight are served at once.
    explicit HeldConnection(const Desktop& desktop) {
        const std::string path = desktop.await_socket().string();
        support::wait_until(
            [&] {
                const auto fd = io::connect_unix(path);
                if (!fd) return false;
                fd_ = support::FileDescriptor(*fd);
                const std::string question =
                    app::control::request_line(app::control::Command::kStatus);
                return io::ask_line(fd_.get(), question, support::kGiveUp).has_value();
            },
            "room for a connection");
    }
    Json tell(app::control::Command command) const {
        const auto answer =
            io::ask_line(fd_.get(), app::control::request_line(command), support::kGiveUp);
        REQUIRE(answer.has_value());
        return Json::parse(*answer);
    }
    std::string state() const {
        return tell(app::control::Command::kStatus).at("result").at("state");
    }
    void close() { fd_.reset(); }

  private:
    support::FileDescriptor fd_;
};

unsigned mode_of(const fs::path& path) {
    return static_cast<unsigned>(fs::status(path).permissions());
}

}  // namespace

TEST_CASE("status tells of a hanging gopls and of its replacement", "[control][fake]") {
    Desktop desktop;
    desktop.fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    desktop.fakes.rule({{"process", 2},
                        {"on", "initialized"},
                        {"do", "hold"},
                        {"path", desktop.fakes.gate("load")}});
    const auto editor = desktop.start();
    desktop.await_socket();
    Completed seen = desktop.status();
    CHECK(seen.status == support::ExitStatus{0, 0});
    CHECK(seen.output.find("healthy") == 0);

    const Json id = steps::ask_hover(*editor, desktop.sandbox);
    support::wait_until([&] { return desktop.status_json()[0].at("state") == "stuck"; },
                        "the verdict");
    const Json stuck = desktop.status_json()[0];
    CHECK(stuck.at("active").at("stall").at("verdict") == "deadlocked");
    CHECK(stuck.at("waiting").size() == 1);
    CHECK(stuck.at("waiting")[0].at("method") == "textDocument/hover");
    CHECK(stuck.at("processes")[0].at("resident_bytes") > 0);
    seen = desktop.status({"--quiet"});
    CHECK(seen.status == support::ExitStatus{1, 0});
    CHECK(seen.output.empty());

    desktop.fakes.open_gate("load");
    CHECK(steps::process_of(editor->await(id)["result"]) == 2);
    support::wait_until([&] { return desktop.status_json()[0].at("state") == "healthy"; },
                        "the replacement");
    CHECK(desktop.status_json()[0].at("replacements") == 1);
    steps::finish(*editor);
    CHECK(desktop.sockets().empty());
    seen = desktop.status();
    CHECK(seen.status == support::ExitStatus{1, 0});
    CHECK(seen.output.find("No gopls-proxy is running") == 0);
}

TEST_CASE("a command over the socket replaces gopls", "[control][fake]") {
    Desktop desktop;
    const auto editor = desktop.start();
    CHECK(desktop.command(app::control::Command::kRestart).at("result").is_null());
    support::wait_until([&] { return desktop.status_json()[0].at("active").at("generation") == 2; },
                        "the fresh gopls");
    CHECK(steps::process_of(editor->await(steps::ask_hover(*editor, desktop.sandbox))["result"]) ==
          2);
    const Json kept = desktop.command(app::control::Command::kIncident);
    CHECK(kept.at("result").at("verdict") == "asked");
    steps::finish(*editor);
}

TEST_CASE("gopls is parked until the connection that asked for it ends", "[control][fake]") {
    Desktop desktop;
    const auto editor = desktop.start();
    const pid_t gopls = desktop.sandbox.servers(Target::fake_gopls()).at(0).pid;
    HeldConnection client(desktop);
    CHECK(client.tell(app::control::Command::kPark).at("result").is_null());
    support::wait_until([&] { return ::kill(gopls, 0) == -1; }, "the end of gopls");
    const Json id = steps::ask_hover(*editor, desktop.sandbox);
    CHECK(desktop.status_json()[0].at("state") == "parked");
    const bool orderly = GENERATE(true, false);
    if (orderly) CHECK(client.tell(app::control::Command::kUnpark).at("result").is_null());
    client.close();
    CHECK(steps::process_of(editor->await(id)["result"]) == 2);
    if (orderly) {
        CHECK(desktop.command(app::control::Command::kUnpark).at("error").at("message") ==
              "gopls is not parked");
    }
    steps::finish(*editor);
}

TEST_CASE("the end of an earlier connection leaves the parking of a later one alone",
          "[control][fake]") {
    using app::control::Command;
    Desktop desktop;
    const auto editor = desktop.start();
    HeldConnection earlier(desktop);
    CHECK(earlier.tell(Command::kPark).at("result").is_null());
    // A person restarts gopls, so that the first parking is over without its client.
    CHECK(desktop.command(Command::kRestart).at("result").is_null());
    CHECK(steps::process_of(editor->await(steps::ask_hover(*editor, desktop.sandbox))["result"]) ==
          2);
    HeldConnection later(desktop);
    CHECK(later.tell(Command::kPark).at("result").is_null());

    // With eight connections, a further one is served only after the end of the first was seen.
    std::vector<HeldConnection> others;
    for (int i = 0; i < 6; ++i) others.emplace_back(desktop);
    earlier.close();
    others.emplace_back(desktop);
    CHECK(later.state() == "parked");
    const Json id = steps::ask_hover(*editor, desktop.sandbox);
    CHECK(later.tell(Command::kUnpark).at("result").is_null());
    CHECK(steps::process_of(editor->await(id)["result"]) == 3);
    steps::finish(*editor);
}

TEST_CASE("a session is served whatever comes over the socket", "[control][fake]") {
    Desktop desktop;
    const auto editor = desktop.start();
    const std::string path = desktop.await_socket().string();
    CHECK(Json::parse(desktop.ask("stauts")).at("error").at("code") == "invalid_request");
    CHECK(Json::parse(desktop.ask(R"({"version":9,"command":"status"})")).at("error").at("code") ==
          "unsupported_version");
    CHECK(Json::parse(desktop.ask(std::string(1 << 20, 'x'))).at("error").at("code") ==
          "invalid_request");
    // Connections that say nothing, more than are served at once, and some that leave half a line.
    std::vector<int> silent;
    for (int i = 0; i < 100; ++i) {
        const auto fd = io::connect_unix(path);
        if (!fd) break;
        if (i % 2 == 0) ::send(*fd, "{\"ver", 6, MSG_NOSIGNAL);  // it may be closed already
        silent.push_back(*fd);
    }
    steps::ask_hover(*editor, desktop.sandbox);
    for (const int fd : silent) ::close(fd);
    support::wait_until([&] { return desktop.status_json()[0].value("state", "") == "healthy"; },
                        "room for another client");
    steps::finish(*editor);
}

TEST_CASE("the socket is the user's alone", "[control][fake]") {
    Desktop desktop;
    const auto editor = desktop.start();
    desktop.await_socket();
    CHECK(mode_of(desktop.sandbox.path(kFolder)) == 0700);
    steps::finish(*editor);

    // In a folder that others can enter, somebody else could have put a socket. The state folder is
    // the next choice.
    fs::permissions(desktop.sandbox.path(kFolder), fs::perms(0755));
    const auto second = desktop.start();
    support::wait_until([&] { return desktop.status_json().size() == 1; }, "the other socket");
    CHECK(desktop.sockets().empty());
    steps::finish(*second);
}

TEST_CASE("a killed proxy leaves a socket that the next status removes", "[control][fake]") {
    Desktop desktop;
    auto editor = desktop.start();
    const fs::path socket = desktop.await_socket();
    editor->expect_conforming(false);
    ::kill(std::stoi(socket.stem().string()), SIGKILL);
    editor->wait_for_exit();
    REQUIRE(fs::exists(socket));
    CHECK(desktop.status().output.find("No gopls-proxy is running") == 0);
    CHECK_FALSE(fs::exists(socket));
}

TEST_CASE("control.socket switches the socket off", "[control][fake]") {
    Desktop desktop;
    desktop.sandbox.environment["GOPLS_PROXY_CONTROL_SOCKET"] = "off";
    const auto editor = desktop.start();
    steps::finish(*editor);
    CHECK_FALSE(fs::exists(desktop.sandbox.path(kFolder)));
}

TEST_CASE("without a runtime folder the socket is in the state folder", "[control][fake]") {
    Desktop desktop;
    desktop.sandbox.environment.erase("XDG_RUNTIME_DIR");
    const auto editor = desktop.start();
    support::wait_until([&] { return desktop.status_json().size() == 1; }, "the session");
    CHECK(desktop.status_json()[0].at("state") == "healthy");
    steps::finish(*editor);
}

TEST_CASE("status shows all sessions, or the one that is named", "[control][fake]") {
    Desktop desktop;
    const auto first = desktop.start();
    const auto second = desktop.start();
    support::wait_until([&] { return desktop.status_json().size() == 2; }, "both sessions");
    const Json pid = desktop.status_json()[1].at("proxy").at("pid");
    const Completed one = desktop.status({"--json", "--pid", pid.dump()});
    CHECK(one.status == support::ExitStatus{0, 0});
    const Json named = Json::parse(one.output);
    REQUIRE(named.size() == 1);
    CHECK(named[0].at("proxy").at("pid") == pid);
    CHECK(desktop.status({"--pid", "1"}).status == support::ExitStatus{1, 0});
    CHECK(desktop.status({"--pid", "x"}).status == support::ExitStatus{2, 0});
    CHECK(desktop.status({"--jsn"}).errors.find("did you mean \"--json\"?") != std::string::npos);
    // A proxy that is stopped does not hold up the others.
    ::kill(pid.get<int>(), SIGSTOP);
    const Json seen = desktop.status_json();
    ::kill(pid.get<int>(), SIGCONT);
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].at("state") == "healthy");
    CHECK(seen[1].at("error").at("code") == "no_answer");
    steps::finish(*first);
    steps::finish(*second);
}
