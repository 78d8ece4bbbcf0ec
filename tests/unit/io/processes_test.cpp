#include "io/processes.hpp"

#include <netinet/in.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <thread>

#include "io/files.hpp"
#include "unit/io/support.hpp"

using io_test::Collector;
using io_test::Fd;
using io_test::Forked;
using io_test::script;
using io_test::start;
using io_test::TempFolder;
using io_test::TestLoop;
using io_test::wait_for_ever;

namespace {

const io::Process* find(const io::Snapshot& snapshot, const std::string& first_argument) {
    for (const io::Process& process : snapshot.processes)
        if (!process.argv.empty() && process.argv.front() == first_argument) return &process;
    return nullptr;
}

const io::Process& leader_of(const io::Snapshot& snapshot, int pid) {
    REQUIRE(snapshot.known);
    REQUIRE_FALSE(snapshot.processes.empty());
    REQUIRE(snapshot.processes.front().pid == pid);
    return snapshot.processes.front();
}

// A connection to a listener that never accepts.
struct SilentConnection {
    Fd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    Fd client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    std::string address;

    SilentConnection() {
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof here;
        auto* name = reinterpret_cast<sockaddr*>(&here);
        REQUIRE(::bind(listener.get(), name, size) == 0);
        REQUIRE(::listen(listener.get(), 1) == 0);
        REQUIRE(::getsockname(listener.get(), name, &size) == 0);
        address = "127.0.0.1:" + std::to_string(ntohs(here.sin_port));
        const int connected = ::connect(client.get(), name, size);
        REQUIRE((connected == 0 || errno == EINPROGRESS));
    }
};

}  // namespace

TEST_CASE("observe_session lists a session's processes with the leader first", "[io][processes]") {
    TestLoop t;
    const auto child =
        start(t.loop, script("sleep 1000 & echo ready; wait; exit"), [](int, int) {});
    Collector out;
    out.on_change = [&] { t.loop.stop(); };
    out.attach(child->stdout_stream());
    t.run();
    out.on_change = [] {};
    io::Snapshot snapshot;
    t.run_until([&] {  // until the forked shell runs sleep
        snapshot = io::observe_session(child->pid());
        return find(snapshot, "sleep") != nullptr;
    });
    const io::Process& leader = leader_of(snapshot, child->pid());
    CHECK(leader.ppid == ::getpid());
    CHECK(leader.session == child->pid());
    CHECK(leader.argv.size() == 3);
    CHECK(leader.argv.front() == "/bin/sh");
    CHECK(leader.resident_bytes > 0);
    CHECK(leader.cpu.count() > 0);
    CHECK(leader.read_chars > 0);
    CHECK(leader.write_chars >= 6);
    CHECK(leader.tracer_pid == 0);
    CHECK(leader.waits_for_lock_of == 0);
    CHECK(leader.sockets.empty());

    const io::Process* sleep = find(snapshot, "sleep");
    CHECK(snapshot.processes.size() == 2);
    CHECK(sleep->argv == std::vector<std::string>{"sleep", "1000"});
    CHECK(sleep->ppid == child->pid());
    CHECK(io::same_process(sleep->pid, sleep->start_ticks));
    CHECK_FALSE(io::same_process(sleep->pid, sleep->start_ticks + 1));

    CHECK_FALSE(io::signal_process(sleep->pid, sleep->start_ticks + 1, SIGKILL));
    CHECK(io::signal_process(sleep->pid, sleep->start_ticks, SIGKILL));
    t.run_until([&] { return !child->running(); });  // sh waits for sleep and then exits
    CHECK_FALSE(io::signal_process(sleep->pid, sleep->start_ticks, SIGKILL));
    CHECK(io::observe_session(child->pid()).processes.empty());
}

TEST_CASE("observe_session includes a descendant in another session", "[io][processes]") {
    TestLoop t;
    const auto child = start(t.loop, script("setsid sleep 1000 & wait"), [](int, int) {});
    io::Snapshot snapshot;
    t.run_until([&] {
        snapshot = io::observe_session(child->pid());
        const io::Process* sleep = find(snapshot, "sleep");
        return sleep != nullptr && sleep->session == sleep->pid;
    });
    const io::Process* sleep = find(snapshot, "sleep");
    CHECK(io::signal_process(sleep->pid, sleep->start_ticks, SIGKILL));
    t.run_until([&] { return !child->running(); });
}

TEST_CASE("observe_session reports a stopped process", "[io][processes]") {
    const Forked child(wait_for_ever);
    REQUIRE(::kill(child.pid(), SIGSTOP) == 0);
    siginfo_t info{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(child.pid()), &info, WSTOPPED | WNOWAIT) == 0);
    const io::Snapshot snapshot = io::observe_session(child.pid());
    CHECK(leader_of(snapshot, child.pid()).state == 'T');
}

TEST_CASE("observe_session reports a running process and its CPU time", "[io][processes]") {
    const Forked child([] {
        volatile unsigned spin = 1;
        while (spin != 0) {
        }
    });
    auto before = leader_of(io::observe_session(child.pid()), child.pid());
    CHECK(before.state == 'R');
    io::Process after = before;
    while (after.cpu == before.cpu)
        after = leader_of(io::observe_session(child.pid()), child.pid());
    CHECK(after.cpu > before.cpu);
}

TEST_CASE("observe_session reports an uninterruptible wait without progress", "[io][processes]") {
    // The parent of a vfork waits in the same state as a process that waits for a disk.
    const Forked child([] {
        const pid_t parent = ::getpid();
        if (::vfork() == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (::getppid() != parent) ::_exit(0);  // the parent died before prctl
            for (;;) ::pause();
        }
    });
    auto seen = leader_of(io::observe_session(child.pid()), child.pid());
    while (seen.state != 'D') seen = leader_of(io::observe_session(child.pid()), child.pid());
    CHECK(seen.blocked_turns > 0);
    CHECK(leader_of(io::observe_session(child.pid()), child.pid()).blocked_turns ==
          seen.blocked_turns);
}

TEST_CASE("observe_session lists a zombie leader", "[io][processes]") {
    const Forked child([] {});
    siginfo_t info{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(child.pid()), &info, WEXITED | WNOWAIT) == 0);
    const io::Snapshot snapshot = io::observe_session(child.pid());
    CHECK(leader_of(snapshot, child.pid()).state == 'Z');
    CHECK(snapshot.processes.size() == 1);
}

TEST_CASE("observe_session lists connected Unix-domain sockets only", "[io][processes]") {
    TestLoop t;
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    auto ours = std::make_unique<Fd>(ends[0]);
    const Fd theirs(ends[1]);
    const Fd alone(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    io::ChildOptions options;
    options.program = "/bin/cat";
    options.inherited_fds = {theirs.get(), alone.get()};
    const auto child = start(t.loop, options, [](int, int) {});
    struct stat seen {};
    REQUIRE(::fstat(theirs.get(), &seen) == 0);
    const auto snapshot = io::observe_session(child->pid());
    const auto& leader = leader_of(snapshot, child->pid());
    struct stat other {};
    REQUIRE(::fstat(ours->get(), &other) == 0);
    struct stat unconnected {};
    REQUIRE(::fstat(alone.get(), &unconnected) == 0);
    // Whoever runs the test may have left it sockets of their own.
    const auto find = [](const io::Process& process, ino_t inode) {
        return std::find_if(process.local_sockets.begin(), process.local_sockets.end(),
                            [&](const io::LocalSocket& socket) { return socket.inode == inode; });
    };
    REQUIRE(find(leader, seen.st_ino) != leader.local_sockets.end());
    CHECK(find(leader, seen.st_ino)->peer == other.st_ino);
    CHECK(find(leader, unconnected.st_ino) == leader.local_sockets.end());
    ours.reset();
    const auto snapshot_later = io::observe_session(child->pid());
    const auto& later = leader_of(snapshot_later, child->pid());
    REQUIRE(find(later, seen.st_ino) != later.local_sockets.end());
    CHECK(find(later, seen.st_ino)->peer == std::uint64_t{0});
    CHECK(leader.sockets.empty());
    child->stdin_stream().close();
    t.run_until([&] { return !child->running(); });
}

TEST_CASE("observe_session reports a connection to a silent peer with its address",
          "[io][processes]") {
    TestLoop t;
    SilentConnection connection;
    io::ChildOptions options;
    options.program = "/bin/cat";
    const int client = connection.client.get();
    options.inherited_fds = {client, connection.listener.get(), client};
    const auto child = start(t.loop, options, [](int, int) {});

    auto snapshot = io::observe_session(child->pid());
    const auto& before = leader_of(snapshot, child->pid());
    REQUIRE(before.sockets.size() == 1);  // excludes the listening socket and the duplicate
    CHECK(before.sockets[0].state == io::Socket::State::kEstablished);
    CHECK(before.sockets[0].remote == connection.address);
    CHECK(before.sockets[0].inode > 0);

    // The peer does not read, so the socket fills up.
    const std::string block(64 << 10, 'x');
    while (::send(connection.client.get(), block.data(), block.size(),
                  MSG_NOSIGNAL | MSG_DONTWAIT) > 0) {
    }
    t.run_until([&] {
        snapshot = io::observe_session(child->pid());
        return leader_of(snapshot, child->pid()).sockets[0].unacked_bytes > 0;
    });
    const Fd accepted(::accept4(connection.listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    options.inherited_fds = {accepted.get()};
    const auto receiver = start(t.loop, options, [](int, int) {});
    snapshot = io::observe_session(receiver->pid());
    REQUIRE(leader_of(snapshot, receiver->pid()).sockets.size() == 1);

    child->stdin_stream().close();
    receiver->stdin_stream().close();
    t.run_until([&] { return !child->running() && !receiver->running(); });
}

TEST_CASE("observe_session reports who holds the lock that a process waits for",
          "[io][processes]") {
    const TempFolder folder;
    const std::string path = folder / "lock";
    const io_test::Pipe held;
    const Forked holder([&] {
        const int fd = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
        if (::flock(fd, LOCK_EX) == 0 && ::write(held.write_end.get(), "x", 1) == 1)
            wait_for_ever();
    });
    char byte = 0;
    REQUIRE(::read(held.read_end.get(), &byte, 1) == 1);
    const Forked waiter([&] {
        const int fd = ::open(path.c_str(), O_RDWR, 0600);
        ::flock(fd, LOCK_EX);
    });
    int waits_for = 0;
    TestLoop t;
    t.run_until([&] {
        const io::Snapshot snapshot = io::observe_session(waiter.pid());
        waits_for = leader_of(snapshot, waiter.pid()).waits_for_lock_of;
        return waits_for != 0;
    });
    CHECK(waits_for == holder.pid());
    const io::Snapshot snapshot = io::observe_session(holder.pid());
    CHECK(leader_of(snapshot, holder.pid()).waits_for_lock_of == 0);
}

TEST_CASE("observe_session truncates long arguments and long lists of them", "[io][processes]") {
    TestLoop t;
    io::ChildOptions options = script("echo ready; read x");
    options.arguments.resize(200, std::string(300, 'a'));
    const auto child = start(t.loop, options, [&](int, int) { t.loop.stop(); });
    Collector out;
    out.on_change = [&] { t.loop.stop(); };
    out.attach(child->stdout_stream());
    t.run();
    out.on_change = [] {};
    const io::Snapshot snapshot = io::observe_session(child->pid());
    const auto& argv = leader_of(snapshot, child->pid()).argv;
    CHECK(argv.size() == 32);
    CHECK(argv[5] == std::string(256, 'a'));
    child->stdin_stream().close();
    t.run();
}

TEST_CASE("A process that does not exist has no snapshot and receives no signal",
          "[io][processes]") {
    CHECK(io::observe_session(4'194'305).known);
    CHECK(io::observe_session(4'194'305).processes.empty());
    CHECK_FALSE(io::same_process(4'194'305, 1));
    CHECK_FALSE(io::signal_process(4'194'305, 1, 0));
    CHECK_FALSE(io::signal_process(1, 1, 0));
    CHECK_FALSE(io::signal_process(-1, 1, 0));
}

TEST_CASE("observe_session reports that a thread waits to write to a full pipe",
          "[io][processes]") {
    const io_test::Pipe pipe;
    const Forked child([&] {
        // A separate thread writes, as in a Go program.
        std::thread([&] {
            const std::string much(1 << 20, 'x');
            (void)!::write(pipe.write_end.get(), much.data(), much.size());
        }).detach();
        ::pause();
    });
    if (leader_of(io::observe_session(child.pid()), child.pid()).wait_channel.empty()) {
        WARN("this kernel does not show where a process sleeps");
        return;
    }
    std::string channel;
    while (channel.find("pipe_write") == std::string::npos) {
        channel = leader_of(io::observe_session(child.pid()), child.pid()).wait_channel;
    }
}

TEST_CASE("observe_session reports the executable without reading it", "[io][processes]") {
    const Forked child([] { ::pause(); });
    const io::Process seen = leader_of(io::observe_session(child.pid()), child.pid());
    CHECK(seen.executable == std::filesystem::read_symlink("/proc/self/exe").string());
    CHECK_FALSE(seen.go_program.has_value());
}
