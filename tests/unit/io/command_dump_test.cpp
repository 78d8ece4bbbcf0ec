// Tests take_goroutines with a shell instead of the go command. The shell traps SIGQUIT and writes
// as the Go runtime would.
#include "io/command_dump.hpp"

#include <csignal>

#include "support/catch.hpp"
#include "unit/io/support.hpp"

using io_test::Forked;
using io_test::Pipe;

namespace {

io::ProcessIdentity identity(int pid) {
    const auto found = io::identity_of(pid);
    REQUIRE(found);
    return *found;
}

/// A child that runs a shell script, with the pipe as its stderr.
struct Command {
    explicit Command(const std::string& script)
        : process([&] {
              ::dup2(pipe.write_end.get(), 2);
              ::signal(SIGQUIT, SIG_DFL);  // ignored where the tests run as "make test &"
              ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
          }) {}
    Pipe pipe;
    Forked process;

    /// Kills the command and returns the bytes that remain in the pipe for its reader.
    std::string left() {
        ::kill(process.pid(), SIGKILL);
        pipe.write_end.reset();
        std::string text;
        std::array<char, 4096> buffer;
        for (ssize_t n = 0; (n = ::read(pipe.read_end.get(), buffer.data(), buffer.size())) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(n));
        return text;
    }
    /// Waits until the command writes `word`.
    void wait_for(const std::string& word) const {
        std::array<char, 64> buffer;
        const ssize_t n = ::read(pipe.read_end.get(), buffer.data(), word.size());
        REQUIRE(std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0))) ==
                word);
    }
};

char state_of(int pid) {
    const auto snapshot = io::observe_session(pid);
    return snapshot.processes.empty() ? '?' : snapshot.processes.front().state;
}

}  // namespace

TEST_CASE("take_goroutines takes a command's last output before its reader sees it",
          "[command_dump]") {
    const Forked reader([] { ::pause(); });
    Command command(
        "trap 'echo goroutine 1 >&2; exit 2' QUIT; echo ready >&2; "
        "while :; do sleep 0.01; done");
    command.wait_for("ready\n");
    const std::string taken = io::take_goroutines(identity(command.process.pid()),
                                                  identity(reader.pid()), std::chrono::seconds(30));
    CHECK(taken == "goroutine 1\n");
    CHECK(command.left().empty());
    io_test::TestLoop t;
    t.run_until([&] { return state_of(reader.pid()) == 'S'; });  // it runs again
}

TEST_CASE("take_goroutines gives up on a command that writes nothing", "[command_dump]") {
    const Forked reader([] { ::pause(); });
    Command command("trap '' QUIT; echo ready >&2; exec sleep 1000");
    command.wait_for("ready\n");
    CHECK(io::take_goroutines(identity(command.process.pid()), identity(reader.pid()),
                              std::chrono::milliseconds(50))
              .empty());
    io_test::TestLoop t;
    t.run_until([&] { return state_of(reader.pid()) == 'S'; });
    CHECK(state_of(command.process.pid()) == 'S');
}

TEST_CASE("take_goroutines does not signal a command without a pipe or with a reused pid",
          "[command_dump]") {
    const Forked reader([] { ::pause(); });
    Pipe ready;
    const Forked no_pipe([&] {
        ::close(2);
        (void)!::write(ready.write_end.get(), "x", 1);
        ::pause();
    });
    char byte = 0;
    REQUIRE(::read(ready.read_end.get(), &byte, 1) == 1);
    const auto command = identity(no_pipe.pid());
    CHECK(io::take_goroutines(command, identity(reader.pid()), std::chrono::minutes(1)).empty());
    auto another = command;
    ++another.start_ticks;
    CHECK(io::take_goroutines(another, identity(reader.pid()), std::chrono::minutes(1)).empty());
    io_test::TestLoop t;
    t.run_until([&] { return state_of(no_pipe.pid()) == 'S'; });  // it received no signal
}
