#include "io/guardian.hpp"

#include <poll.h>

#include <algorithm>

#include "io/environment_mark.hpp"
#include "io/proc_stat.hpp"
#include "io_support.hpp"

using io_test::Forked;
using io_test::Pipe;
using io_test::wait_for_ever;

namespace {

std::vector<int> guardians() {
    std::vector<int> pids;
    for (const io::ProcStat& process : io::scan_processes())
        if (process.name == "lsp-guardian") pids.push_back(process.pid);
    return pids;
}

// The next line of a pipe, or "" at its end. The limit only turns a hang into a failure.
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

// Runs /bin/sh with nothing but the mark in its environment. Used in a forked process.
void spawn_shell(const std::string& mark, const char* text) {
    if (::fork() != 0) return;
    std::string entry = io::mark_entry(mark);
    std::string path = "PATH=/usr/bin:/bin";
    const std::array<const char*, 4> argv = {"sh", "-c", text, nullptr};
    const std::array<char*, 3> environment = {entry.data(), path.data(), nullptr};
    ::setsid();
    ::execve("/bin/sh", const_cast<char**>(argv.data()), environment.data());
    ::_exit(127);
}

// A stand-in for the proxy: starts a guardian and a marked family whose members all hold the
// pipe `alive`, so that its end tells when the last of them is gone.
struct Owner {
    explicit Owner(const std::string& mark, bool let_go = false)
        : process([&] {
              ::dup2(alive.write_end.get(), 1);  // standard output of all that follow
              auto guardian = io::start_guardian(mark, 0, nullptr);
              if (!guardian || !guardian->alive()) ::_exit(1);
              spawn_shell(mark + ".1",
                          "sleep 1000 & kill -STOP $!; setsid sleep 1000 & "
                          "(sleep 1000; sleep 1001) & echo ready; kill -STOP $$");
              if (let_go) {
                  char byte = 0;
                  if (::read(go_on.read_end.get(), &byte, 1) == 1) ::_exit(0);
              }
              wait_for_ever();
          }) {
        alive.write_end.reset();
        REQUIRE(read_line(alive.read_end.get()) == "ready");
    }
    Pipe go_on;
    Pipe alive;
    Forked process;
};

std::string fresh_mark(const char* name) {
    return std::string(name) + "-" + std::to_string(::getpid());
}

}  // namespace

TEST_CASE("the guardian ends what is marked when its owner was killed", "[io][guardian]") {
    Owner owner(fresh_mark("killed"));
    owner.process.end();
    CHECK(read_line(owner.alive.read_end.get()).empty());
}

TEST_CASE("the guardian ends what is marked when its owner exits", "[io][guardian]") {
    Owner owner(fresh_mark("exits"), true);
    REQUIRE(::write(owner.go_on.write_end.get(), "x", 1) == 1);
    CHECK(read_line(owner.alive.read_end.get()).empty());
}

TEST_CASE("signals to everything in sight do not end the guardian", "[io][guardian]") {
    const std::vector<int> before = guardians();
    Owner owner(fresh_mark("signals"));
    int met = 0;
    for (const int pid : guardians()) {
        if (std::find(before.begin(), before.end(), pid) != before.end()) continue;
        ++met;
        CHECK(::getsid(pid) != ::getsid(owner.process.pid()));
        for (const int signum : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP, SIGUSR1})
            ::kill(pid, signum);
    }
    CHECK(met >= 1);
    owner.process.end();
    CHECK(read_line(owner.alive.read_end.get()).empty());
}

TEST_CASE("the arguments are overwritten in the guardian, not here", "[io][guardian]") {
    std::string zero = "/usr/local/bin/gopls";
    zero += '\0';
    zero += "serve";
    std::array<char*, 3> argv = {zero.data(), zero.data() + zero.find('\0') + 1, nullptr};
    auto guardian = io::start_guardian(fresh_mark("name"), 2, argv.data());
    REQUIRE(guardian.has_value());
    CHECK(guardian->alive());
    CHECK(std::string(argv[0]) == "/usr/local/bin/gopls");  // ours are as they were

    io::Guardian moved = std::move(*guardian);
    CHECK(moved.alive());
    CHECK_FALSE(guardian->alive());
    CHECK_FALSE(io::Guardian().alive());
}

TEST_CASE("a guardian without a mark is refused", "[io][guardian]") {
    CHECK(io::start_guardian("", 0, nullptr).has_error());
    CHECK(io::start_guardian(std::string(1000, 'x'), 0, nullptr).has_error());
}
