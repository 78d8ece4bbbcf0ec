#include "io/guardian.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "io/environment_mark.hpp"
#include "io/proc_stat.hpp"
#include "io/session_end.hpp"
#include "unit/io/support.hpp"

using io_test::Forked;
using io_test::Pipe;
using io_test::TestLoop;
using io_test::wait_for_ever;

namespace {

/// Turns this program into the guardian: Guardian::start runs the executable of its caller, here
/// this test program.
const struct AsGuardian {
    AsGuardian() {
        std::ostringstream text;
        text << std::ifstream("/proc/self/cmdline", std::ios::binary).rdbuf();
        const std::string arguments = text.str();
        std::string name = arguments.substr(0, arguments.find('\0'));
        std::string mark = arguments.substr(std::min(arguments.size(), name.size() + 1));
        std::array<char*, 2> argv{name.data(), mark.data()};
        if (io::is_guardian(2, argv.data())) io::guard(argv.data());
    }
} as_guardian;

bool is_gone(int pid) {
    const auto stat = io::read_stat(pid);
    return !stat || stat->zombie();
}

void wait_until(const std::function<bool()>& condition) {
    for (int i = 0; i < 120'000 && !condition(); ++i) ::poll(nullptr, 0, 1);
    REQUIRE(condition());
}

/// Waits until `parent` has started a guardian under its final name, and returns its pid.
int guardian_of(int parent) {
    int found = 0;
    wait_until([&] {
        for (const io::ProcStat& process : io::scan_processes())
            if (process.ppid == parent && process.name == "lsp-guardian") found = process.pid;
        return found != 0;
    });
    return found;
}

// Returns the next line of a pipe, or "" at its end. The limit only turns a hang into a failure.
std::string read_line(int fd) {
    std::string line;
    for (;;) {
        pollfd readable{fd, POLLIN, 0};
        REQUIRE(::poll(&readable, 1, 120'000) == 1);
        char c = 0;
        if (::read(fd, &c, 1) != 1 || c == '\n') return line;
        line += c;
    }
}

// Runs /bin/sh with only the mark and PATH in its environment. Call it in a forked process.
int spawn_shell(const std::string& mark, const std::string& text) {
    const int pid = ::fork();
    if (pid != 0) return pid;
    std::string entry = io::mark_entry(mark);
    std::string path = "PATH=/usr/bin:/bin";
    const std::array<const char*, 4> argv = {"sh", "-c", text.c_str(), nullptr};
    const std::array<char*, 3> environment = {entry.data(), path.data(), nullptr};
    ::setsid();
    ::execve("/bin/sh", const_cast<char**>(argv.data()), environment.data());
    ::_exit(127);
}

// Starts a daemon that does not hold the pipe and prints its pid, then a family of processes that
// hold the pipe.
const std::string kServer =
    "(setsid sleep 1000 >/dev/null & echo $!); "
    "sleep 1000 & kill -STOP $!; setsid sleep 1000 & "
    "(sleep 1000; sleep 1001) & echo ready; kill -STOP $$";

/// The server events that the guardian receives.
enum class Telling { kNothing, kStarted, kEnded };

// Stands in for the proxy: starts a guardian and a server. All processes of the server hold the
// pipe `alive`, so the pipe ends when the last of them is gone.
struct Owner {
    explicit Owner(const std::string& mark, Telling telling = Telling::kStarted,
                   const std::string& server = kServer)
        : process([&] {
              ::dup2(alive.write_end.get(), 1);  // standard output of all later children
              io::Loop loop;
              auto started = io::Guardian::start(loop, mark, [](int, int) {});
              if (!started) ::_exit(1);
              const int leader = spawn_shell(mark + ".1", server);
              if (telling != Telling::kNothing) (*started)->server_started(1, leader);
              if (telling == Telling::kEnded) (*started)->server_ended(1);
              char byte = 0;
              if (::read(go_on.read_end.get(), &byte, 1) == 1) ::_exit(0);
              wait_for_ever();
          }) {
        alive.write_end.reset();
        daemon = std::stoi(read_line(alive.read_end.get()));
        wait_until([&] { return ::getsid(daemon) == daemon; });
        REQUIRE(read_line(alive.read_end.get()) == "ready");
        guardian = guardian_of(process.pid());
    }
    ~Owner() {
        for (const int pid : {daemon, guardian})
            if (!is_gone(pid)) ::kill(pid, SIGKILL);
    }
    /// Waits until every process that holds the pipe is gone and the guardian has exited.
    void wait_for_end() {
        CHECK(read_line(alive.read_end.get()).empty());
        wait_until([&] { return is_gone(guardian); });
    }
    int daemon = 0;
    int guardian = 0;
    Pipe go_on;
    Pipe alive;
    Forked process;
};

std::string fresh_mark(const char* name) {
    return std::string(name) + "-" + std::to_string(::getpid());
}

}  // namespace

TEST_CASE("The guardian kills the server but not its daemon when the owner is killed",
          "[io][guardian]") {
    Owner owner(fresh_mark("killed"));
    owner.process.end();
    owner.wait_for_end();
    CHECK_FALSE(is_gone(owner.daemon));
}

TEST_CASE("The guardian kills a server that has lost its mark", "[io][guardian]") {
    const std::string without_mark = "exec env -i PATH=/usr/bin:/bin sh -c '" + kServer + "'";
    Owner owner(fresh_mark("unmarked"), Telling::kStarted, without_mark);
    owner.process.end();
    owner.wait_for_end();
    CHECK_FALSE(is_gone(owner.daemon));
}

TEST_CASE("The guardian kills the server when the owner exits", "[io][guardian]") {
    Owner owner(fresh_mark("exits"));
    REQUIRE(::write(owner.go_on.write_end.get(), "x", 1) == 1);
    owner.wait_for_end();
    CHECK_FALSE(is_gone(owner.daemon));
}

TEST_CASE("The guardian kills all marked processes of a server it was not informed about",
          "[io][guardian]") {
    Owner owner(fresh_mark("untold"), Telling::kNothing);
    owner.process.end();
    owner.wait_for_end();
    CHECK(is_gone(owner.daemon));
}

TEST_CASE("The guardian kills nothing of a server that has ended", "[io][guardian]") {
    Owner owner(fresh_mark("ended"), Telling::kEnded);
    owner.process.end();
    wait_until([&] { return is_gone(owner.guardian); });
    CHECK_FALSE(is_gone(owner.daemon));
    while (!io::end_marked(fresh_mark("ended")).empty()) {
    }
}

TEST_CASE("The guardian survives signals to its owner's processes", "[io][guardian]") {
    Owner owner(fresh_mark("signals"));
    CHECK(::getsid(owner.guardian) != ::getsid(owner.process.pid()));
    for (const int signum : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP, SIGUSR1})
        ::kill(owner.guardian, signum);
    owner.process.end();
    owner.wait_for_end();
}

TEST_CASE("A dismissed guardian exits and is reaped", "[io][guardian]") {
    TestLoop test;
    auto guardian = io::Guardian::start(test.loop, fresh_mark("dismissed"), [](int, int) {
        FAIL("a dismissed guardian reported its exit");
    });
    REQUIRE(guardian.has_value());
    const int pid = guardian_of(::getpid());
    (*guardian)->server_started(1, ::getpid());
    (*guardian)->dismiss([&] { test.loop.stop(); });
    test.run();
    CHECK_FALSE(io::read_stat(pid).has_value());
}

TEST_CASE("The owner is informed when the guardian dies", "[io][guardian]") {
    TestLoop test;
    int ended_by = 0;
    auto guardian = io::Guardian::start(test.loop, fresh_mark("dies"), [&](int, int signal) {
        ended_by = signal;
        test.loop.stop();
    });
    REQUIRE(guardian.has_value());
    ::kill(guardian_of(::getpid()), SIGKILL);
    test.run();
    CHECK(ended_by == SIGKILL);
}
