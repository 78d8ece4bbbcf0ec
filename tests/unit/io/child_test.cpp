#include "io/child.hpp"

#include <sys/file.h>

#include "io/proc_stat.hpp"
#include "unit/io/support.hpp"

using io_test::Collector;
using io_test::Fd;
using io_test::script;
using io_test::start;
using io_test::TempFolder;
using io_test::TestLoop;

namespace {

struct Exit {
    int code = -1;
    int signal = -1;
};

// Runs a child until it exits and collects its output.
struct Run {
    Exit exit;
    Collector out;
    Collector err;

    explicit Run(const io::ChildOptions& options, const std::string& input = {}) {
        TestLoop t;
        const auto look = [&] {
            if (exit.code != -1 && out.ended && err.ended) t.loop.stop();
        };
        const auto child = start(t.loop, options, [&](int code, int signal) {
            exit = {code, signal};
            look();
        });
        out.on_change = err.on_change = look;
        out.attach(child->stdout_stream());
        err.attach(child->stderr_stream());
        child->stdin_stream().write(input);
        child->stdin_stream().close_after_flush();
        t.run();
        CHECK_FALSE(child->running());
        child->kill(SIGKILL);  // harmless after the exit
    }
};

}  // namespace

TEST_CASE("Child reports the exit status and output", "[io][child]") {
    const Run run(script("echo out; echo err >&2; exit 7"));
    CHECK(run.exit.code == 7);
    CHECK(run.exit.signal == 0);
    CHECK(run.out.bytes == "out\n");
    CHECK(run.err.bytes == "err\n");
}

TEST_CASE("Child reports the signal that killed it", "[io][child]") {
    CHECK(Run(script("kill -TERM $$")).exit.signal == SIGTERM);
    TestLoop t;
    Exit exit;
    const auto child = start(t.loop, script("cat"), [&](int code, int signal) {
        exit = {code, signal};
        t.loop.stop();
    });
    CHECK(child->running());
    child->kill(SIGKILL);
    t.run();
    CHECK(exit.signal == SIGKILL);
}

TEST_CASE("Child pipes 16 MiB through cat unchanged", "[io][child]") {
    std::string input;
    while (input.size() < std::size_t{16} << 20) input += std::to_string(input.size()) + " ";
    io::ChildOptions options = script("");
    options.program = "cat";  // found on the PATH of the child's environment
    options.arguments = {};
    const Run run(options, input);
    CHECK(run.exit.code == 0);
    CHECK((run.out.bytes == input));
}

TEST_CASE("Child leads its own session", "[io][child]") {
    TestLoop t;
    const auto child = start(t.loop, script("read x"), [&](int, int) { t.loop.stop(); });
    CHECK(::getsid(child->pid()) == child->pid());
    CHECK(::getpgid(child->pid()) == child->pid());
    child->stdin_stream().close();
    t.run();
}

TEST_CASE("Child gets the requested environment and folder and name", "[io][child]") {
    const TempFolder folder;
    io::ChildOptions options = script("echo \"$0|$A|$HOME\"; pwd -P");
    options.environment = {"A=b c", "PATH=/usr/bin:/bin"};
    options.working_directory = folder.path();
    const std::string where = std::filesystem::canonical(folder.path()).string();
    CHECK(Run(options).out.bytes == "/bin/sh|b c|\n" + where + "\n");

    io::ChildOptions named;
    named.program = "/bin/cat";
    named.argv0 = "other-name";
    named.arguments = {"/proc/self/cmdline"};
    CHECK(Run(named).out.bytes == std::string("other-name\0/proc/self/cmdline\0", 30));
}

TEST_CASE("Child starts with default signals", "[io][child]") {
    ::signal(SIGPIPE, SIG_IGN);
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &blocked, &before);
    const Run run(script("grep -E '^Sig(Blk|Ign)' /proc/self/status"));
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    // The C library reserves signals from 32 up and does not let them be reset.
    const auto standard = [&](const std::string& field) {
        const auto at = run.out.bytes.find(field + ":\t");
        REQUIRE(at != std::string::npos);
        return std::stoull(run.out.bytes.substr(at + field.size() + 2, 16), nullptr, 16) &
               0x7fffffff;
    };
    CHECK(standard("SigBlk") == 0);
    CHECK(standard("SigIgn") == 0);
}

TEST_CASE("Child keeps an inherited lock after the parent closes it", "[io][child]") {
    const TempFolder folder;
    const std::string path = folder / "lock";
    Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    REQUIRE(::flock(fd.get(), LOCK_SH) == 0);
    TestLoop t;
    io::ChildOptions options = script("read x");
    options.inherited_fds = {fd.get()};
    const auto child = start(t.loop, options, [&](int, int) { t.loop.stop(); });
    fd.reset();
    const Fd other(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    CHECK(::flock(other.get(), LOCK_EX | LOCK_NB) != 0);
    child->stdin_stream().close();
    t.run();
    CHECK(::flock(other.get(), LOCK_EX | LOCK_NB) == 0);
}

TEST_CASE("Child inherits descriptors without CLOEXEC besides the requested ones", "[io][child]") {
    const Fd given(::open("/dev/zero", O_RDONLY));  // like the jobserver pipe of make
    const Fd lock(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const auto link = [](const Fd& fd) {
        return "readlink /proc/$$/fd/" + std::to_string(fd.get()) + ";";
    };
    io::ChildOptions options = script(link(given) + link(lock));
    options.inherited_fds = {lock.get()};
    CHECK(Run(options).out.bytes == "/dev/zero\n/dev/null\n");
}

TEST_CASE("Child does not inherit other descriptors", "[io][child]") {
    const Fd ours(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const std::string path = "/proc/$$/fd/" + std::to_string(ours.get());
    CHECK(Run(script("test -e " + path + " || echo closed")).out.bytes == "closed\n");
}

TEST_CASE("Child reports a failed start with the path at fault", "[io][child]") {
    TestLoop t;
    io::ChildOptions options;
    options.program = "/nowhere/gopls";
    const auto missing = io::Child::spawn(t.loop, options, {});
    REQUIRE(missing.has_error());
    CHECK(missing.error().code == boost::system::errc::no_such_file_or_directory);
    CHECK(missing.error().message.find("/nowhere/gopls") != std::string::npos);

    options = script("true");
    options.working_directory = "/nowhere/folder";
    const auto nowhere = io::Child::spawn(t.loop, options, {});
    REQUIRE(nowhere.has_error());
    CHECK(nowhere.error().message.find("/nowhere/folder") != std::string::npos);
}

TEST_CASE("A child is reaped even after its object is destroyed", "[io][child]") {
    TestLoop t;
    int pid = 0;
    {
        const auto child =
            start(t.loop, script("cat"), [](int, int) { FAIL("the object is gone"); });
        pid = child->pid();
    }  // closes the child's standard input
    t.run_until([&] { return !io::read_stat(pid).has_value(); });
    CHECK(::waitpid(pid, nullptr, WNOHANG) == -1);
}

TEST_CASE("The loop may end while a child without an object still runs", "[io][child]") {
    int pid = 0;
    {
        TestLoop t;
        pid = start(t.loop, script("trap '' HUP; exec tail -f /dev/null"))->pid();
    }
    ::kill(pid, SIGKILL);
    CHECK(::waitpid(pid, nullptr, 0) == pid);
}
