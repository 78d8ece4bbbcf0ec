// Standard files other than an editor's pipes, and the loss of one of them. Each sandbox asserts in
// its destructor that no process is left.
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "support/catch.hpp"
#include "support/failure.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"
#include "support/strict_frames.hpp"

using core::Event;
using support::ChildOptions;
using support::Completed;
using support::Editor;
using support::ExitStatus;
using support::FakeServers;
using support::FileDescriptor;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

/// Starts the proxy through a line of shell that arranges its standard files; "$@" is the proxy.
ChildOptions through_shell(ChildOptions options, const std::string& line) {
    const std::vector<std::string> words = {"sh", "-c", line, "sh"};
    options.argv.insert(options.argv.begin(), words.begin(), words.end());
    return options;
}

std::string request(int id, const std::string& method, const Json& params = Json::object()) {
    const Json message{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
    return support::framed(message.dump());
}

/// Reads from a descriptor until the other end is closed, or `enough` holds.
std::string read_until(int fd, const std::function<bool(const std::string&)>& enough) {
    std::string text;
    support::wait_until(
        [&] {
            std::array<char, 4096> buffer{};
            const ssize_t n = ::read(fd, buffer.data(), buffer.size());
            if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
            return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) || enough(text);
        },
        "the end of the output, which is so far: " + text);
    return text;
}

/// Starts the proxy with `fd` as all of its standard files.
pid_t start_on(int fd, const ChildOptions& options) {
    std::vector<std::string> variables;
    std::vector<char*> environment;
    for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);
    std::vector<std::string> words = options.argv;
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const pid_t pid = ::fork();
    if (pid == 0) {
        for (int standard = 0; standard < 3; ++standard) ::dup2(fd, standard);
        ::execve(argv[0], argv.data(), environment.data());
        ::_exit(127);
    }
    return pid;
}

/// Returns whether a process sleeps in its event loop without a timer, or nothing if the system
/// does not show it. The fourth argument of epoll_wait is the timeout.
std::optional<bool> sleeps_for_ever(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/syscall");
    std::istringstream line{std::string(std::istreambuf_iterator<char>(file), {})};
    const std::vector<std::string> words{std::istream_iterator<std::string>(line), {}};
    if (words.empty()) return std::nullopt;
    return words.size() > 4 && words[4].starts_with("0xffffffff");
}

/// Returns the flags of the open file behind another process's descriptor, as F_GETFL does.
int flags_of(pid_t pid, const std::string& fd) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/fdinfo/" + fd);
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("flags:")) return std::stoi(line.substr(6), nullptr, 8);
    throw support::TestFailure("no flags in /proc");
}

int exit_code(pid_t pid) {
    int status = -1;
    support::wait_until([&] { return ::waitpid(pid, &status, WNOHANG) == pid; }, "its exit");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

}  // namespace

TEST_CASE("an input that is a file is read to its end", "[hardening_streams][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    sandbox.write("session", request(1, "initialize", Editor::initialize_params(sandbox.path())));
    const std::string file = sandbox.path("session").string();
    const Completed ended = support::run(through_shell(
        support::proxied(sandbox, Target::fake_gopls()), "exec \"$@\" <'" + file + "'"));
    CHECK(ended.status == ExitStatus{0, 0});
    CHECK(ended.errors.empty());
    // gopls alone may or may not have answered by then, too.
    support::ProxyLog(sandbox).expect({Event::kEditorClosed});
}

TEST_CASE("an empty or closed input ends the proxy without an error", "[hardening_streams][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    const std::string line = GENERATE(as<std::string>{}, "exec \"$@\" </dev/null",
                                      "exec \"$@\" <&-", "exec \"$@\" <&- >&- 2>&-");
    INFO(line);
    const Completed ended =
        support::run(through_shell(support::proxied(sandbox, Target::fake_gopls()), line));
    CHECK(ended.status == ExitStatus{0, 0});
    CHECK(ended.output.empty());
}

TEST_CASE("an output that cannot be written ends the session", "[hardening_streams][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const std::string line =
        GENERATE(as<std::string>{}, "exec \"$@\" >&-", "exec \"$@\" >/dev/full");
    INFO(line);
    support::ChildProcess proxy(
        through_shell(support::proxied(sandbox, Target::fake_gopls()), line));
    const std::string first = request(1, "initialize", Editor::initialize_params(sandbox.path()));
    REQUIRE(::write(proxy.stdin_fd(), first.data(), first.size()) ==
            static_cast<ssize_t>(first.size()));
    // The input stays open, but the answer cannot be written.
    support::wait_until([&] { return proxy.status().has_value(); }, "its exit");
    CHECK(proxy.status()->signal == 0);
}

TEST_CASE("an editor that closes its reading end ends the session", "[hardening_streams][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    support::ChildProcess proxy(support::proxied(sandbox, Target::fake_gopls()));
    proxy.close_stdout();
    const std::string first = request(1, "initialize", Editor::initialize_params(sandbox.path()));
    REQUIRE(::write(proxy.stdin_fd(), first.data(), first.size()) ==
            static_cast<ssize_t>(first.size()));
    support::wait_until([&] { return proxy.status().has_value(); }, "its exit");
    CHECK(proxy.status()->signal == 0);
}

TEST_CASE("a socket serves as standard input and output", "[hardening_streams][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    std::array<int, 2> ends{-1, -1};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const FileDescriptor ours(ends[0]);
    FileDescriptor theirs(ends[1]);
    ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
    const pid_t pid = start_on(theirs.get(), options);
    theirs.reset();
    ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
    const auto send = [&](const std::string& text) {
        REQUIRE(::write(ours.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    };
    Json params = Editor::initialize_params(sandbox.path());
    params["capabilities"] = Json::object();
    send(request(1, "initialize", params));
    read_until(ours.get(),
               [](const std::string& text) { return text.find("\"id\":1}") != std::string::npos; });
    send(request(2, "fake/big", {{"bytes", 300000}}));
    const std::string big =
        read_until(ours.get(), [](const std::string& text) { return text.ends_with("\"id\":2}"); });
    CHECK(big.size() > 300000);
    send(request(3, "shutdown"));
    read_until(ours.get(),
               [](const std::string& text) { return text.find("\"id\":3}") != std::string::npos; });
    send(support::framed(R"({"jsonrpc":"2.0","method":"exit"})"));
    CHECK(exit_code(pid) == 0);
}

TEST_CASE("on a terminal the proxy explains itself", "[hardening_streams][fake]") {
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    sandbox.environment["TERM"] = "dumb";
    ChildOptions options = support::proxied(sandbox, Target::fake_gopls());
    const auto on_terminal = [&](bool echo, std::string& shown) {
        const int ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        const FileDescriptor master(ours);
        REQUIRE(::grantpt(ours) == 0);
        REQUIRE(::unlockpt(ours) == 0);
        const int theirs = ::open(::ptsname(ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
        REQUIRE(theirs >= 0);
        FileDescriptor terminal(theirs);
        termios settings{};
        ::tcgetattr(theirs, &settings);
        if (!echo) ::cfmakeraw(&settings);
        ::tcsetattr(theirs, TCSANOW, &settings);
        const pid_t pid = start_on(theirs, options);
        terminal.reset();
        ::fcntl(ours, F_SETFL, O_NONBLOCK);
        if (!echo) {
            Json params = Editor::initialize_params(sandbox.path());
            params["capabilities"] = Json::object();
            const std::string first = request(1, "initialize", params);
            REQUIRE(::write(ours, first.data(), first.size()) ==
                    static_cast<ssize_t>(first.size()));
            shown = read_until(ours, [](const std::string& text) {
                return text.find("\"id\":1}") != std::string::npos;
            });
            ::kill(pid, SIGTERM);
        } else {
            shown = read_until(ours, [](const std::string&) { return false; });
        }
        return exit_code(pid);
    };
    std::string shown;
    SECTION("serve on a terminal is an error") {
        options.argv.emplace_back("serve");
        CHECK(on_terminal(true, shown) == 2);
        CHECK(shown.find("serves an editor over standard input") != std::string::npos);
        CHECK(fakes.started() == 0);
    }
    SECTION("without arguments on a terminal it prints help") {
        CHECK(on_terminal(true, shown) == 0);
        CHECK(shown.find("Usage") != std::string::npos);
    }
    SECTION("as gopls on a terminal it names itself") {
        std::filesystem::create_symlink(Target::proxy(), sandbox.path("gopls"));
        options.argv = {sandbox.path("gopls").string()};
        CHECK(on_terminal(true, shown) == 2);
        CHECK(shown.find("This gopls is gopls-proxy") != std::string::npos);
    }
    SECTION("a program that talks through a raw terminal is served") {
        on_terminal(false, shown);
        CHECK(shown.find("capabilities") != std::string::npos);
        CHECK(fakes.started() == 1);
    }
}

TEST_CASE("if gopls closes its standard input it is replaced", "[hardening_streams][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "close_input"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    const Json at = editor->at(steps::fake_uri(sandbox), "target");
    const Json id = editor->request("textDocument/hover", at);
    editor->wait_until([&] { return fakes.does(1, "close_input"); }, "the end of its input");
    // This edit reaches no server. The replacement has it.
    editor->insert(steps::fake_uri(sandbox), "func", "// typed\n");
    editor->await(id);
    const Json text = editor->call("fake/text", Editor::document(steps::fake_uri(sandbox)));
    CHECK(text["process"] == 2);
    CHECK(text["text"] == editor->text(steps::fake_uri(sandbox)));
    steps::finish(*editor);
}

TEST_CASE("a hang is noticed after the editor has read earlier output late",
          "[hardening_streams][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    const Json second{{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}};
    const auto rule = [&](Json what) {
        what.update(second);
        fakes.rule(what);
    };
    rule({{"do", "flood"}, {"count", 1}, {"bytes", 20 << 20}});
    rule({{"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    if (!sleeps_for_ever(editor->pid())) {
        WARN("not run: this system does not show what a process waits for");
        return;
    }
    editor->pause_reading();
    const Json id =
        editor->request("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    editor->wait_until(
        [&] { return fakes.does(1, "hang") && sleeps_for_ever(editor->pid()).value_or(true); },
        "a loop without a timer");
    // The only event is that the editor reads.
    editor->resume_reading();
    const std::string said = editor->result(id)["contents"]["value"];
    CHECK(Json::parse(said)["process"] == 2);
    steps::finish(*editor);
}

TEST_CASE("the proxy leaves the flags of its standard files unchanged",
          "[hardening_streams][fake]") {
    const bool ended = GENERATE(true, false);
    INFO((ended ? "after an orderly end" : "after a signal"));
    Sandbox sandbox;
    const FakeServers fakes(sandbox);
    // The shell continues to read behind the proxy, and ends with the rest.
    const auto editor =
        steps::settle_fake(sandbox, through_shell(support::proxied(sandbox, Target::fake_gopls()),
                                                  "\"$@\"; read -r line && echo \"$line\" >&2"));
    const auto proxy = [&]() -> pid_t {
        for (const auto& process : sandbox.processes())
            if (process.parent == editor->pid()) return process.pid;
        return -1;
    };
    REQUIRE(proxy() > 0);
    if (ended) {
        editor->result(editor->request("shutdown", nullptr));
        editor->notify("exit", nullptr);
    } else {
        ::kill(proxy(), SIGTERM);
    }
    support::wait_until([&] { return proxy() < 0; }, "the end of the proxy");
    for (const char* fd : {"0", "1"}) {
        INFO("descriptor " << fd);
        CHECK((flags_of(editor->pid(), fd) & O_NONBLOCK) == 0);
    }
    editor->send_raw("the next line\n");
    CHECK(editor->wait_for_exit() == ExitStatus{0, 0});
    CHECK(editor->stderr_text().ends_with("the next line\n"));
}
