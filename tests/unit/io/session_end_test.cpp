#include "io/session_end.hpp"

#include "io/environment_mark.hpp"
#include "io/proc_stat.hpp"
#include "io/processes.hpp"
#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

using io_test::Collector;
using io_test::script;
using io_test::start;
using io_test::TestLoop;

namespace {

// Returns a mark that is unique to this run and call, because other test runs may be active.
std::string fresh_mark() {
    static int count = 0;
    return "test-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

io::ChildOptions marked(const std::string& mark, const std::string& text) {
    io::ChildOptions options = script(text);
    options.environment.push_back(io::mark_entry(mark));
    return options;
}

// A script that prints "ready" once its processes run. Its output ends with the last of them.
struct Scripted {
    TestLoop t;
    Collector out;
    std::unique_ptr<io::Child> child;

    explicit Scripted(const io::ChildOptions& options) : child(start(t.loop, options)) {
        out.on_change = [this] {
            if (out.bytes.find("ready") != std::string::npos) t.loop.stop();
        };
        out.attach(child->stdout_stream());
        t.run();
    }
    void run_to_end_of_output() {
        out.on_change = [this] {
            if (out.ended) t.loop.stop();
        };
        if (!out.ended) t.run();
    }
    // Returns the number printed before "ready".
    int printed_pid() const { return std::stoi(out.bytes); }
};

constexpr auto kFamily =
    "sleep 1000 & (sleep 1000; sleep 1001) & setsid sleep 1000 & "
    "setsid sh -c 'sleep 1000; sleep 1001' & echo ready; wait";

// Kills until two rounds in a row find nothing. SIGKILL takes a moment on a busy machine.
void end_all(int leader, const std::string& mark) {
    std::vector<int> sessions;
    if (leader > 0) sessions.push_back(leader);
    for (int clean = 0; clean < 2;) {
        io::KillRound round = io::kill_round(std::move(sessions), mark);
        sessions = std::move(round.sessions);
        clean = round.survivors.empty() ? clean + 1 : 0;
    }
}

}  // namespace

TEST_CASE("kill_round ends a session and descendants that left it", "[io][session_end]") {
    const std::string mark = fresh_mark();
    Scripted s(marked(mark, kFamily));
    end_all(s.child->pid(), mark);
    s.run_to_end_of_output();  // no process holds the pipe any longer
    CHECK(io::kill_round({s.child->pid()}, mark).survivors.empty());
    CHECK(io::kill_round({}, mark).survivors.empty());
}

TEST_CASE("kill_round ends a session whose leader has exited", "[io][session_end]") {
    const std::string mark = fresh_mark();
    Scripted s(marked(mark, "sleep 1000 & (sleep 1000; sleep 1001) & echo ready"));
    s.t.run_until([&] { return !s.child->running(); });
    const auto round = io::kill_round({s.child->pid()}, mark);
    CHECK(round.seen);
    CHECK_FALSE(round.survivors.empty());
    for (const auto& survivor : round.survivors) CHECK_FALSE(survivor.name.empty());
    end_all(s.child->pid(), mark);
    s.run_to_end_of_output();
}

TEST_CASE("kill_round spares a detached daemon", "[io][session_end]") {
    const std::string mark = fresh_mark();
    Scripted s(
        marked(mark, "(setsid sleep 1000 >/dev/null 2>&1 & echo $! ready); sleep 1000 & wait"));
    const int daemon = s.printed_pid();
    s.t.run_until([&] { return ::getsid(daemon) == daemon; });
    end_all(s.child->pid(), mark);
    s.run_to_end_of_output();
    const auto alive = io::read_stat(daemon);
    REQUIRE(alive);
    CHECK_FALSE(alive->zombie());
    end_all(0, mark);
    s.t.run_until([&] {
        const auto stat = io::read_stat(daemon);
        return !stat || stat->zombie();
    });
}

TEST_CASE("kill_round ends a detached go list and spares other detached go programs",
          "[io][session_end]") {
    const std::string mark = fresh_mark();
    const unit_test::TempFolder folder;
    const std::string go = folder.write_program("go", "#!/bin/sh\nsleep 1000\n");
    // The intermediate shell exits, so both are orphans.
    const auto detached = [&](const std::string& arguments) {
        return "(setsid '" + go + "' " + arguments + " >/dev/null 2>&1 & echo $!);";
    };
    Scripted s(marked(
        mark, detached("build ./...") + detached("list -e ./...") + "echo ready; exec sleep 1000"));
    const int build = s.printed_pid();
    const int list = std::stoi(s.out.bytes.substr(s.out.bytes.find('\n')));
    for (const int pid : {build, list}) {
        s.t.run_until([&] {
            const auto stat = io::read_stat(pid);
            return stat && stat->session == pid && stat->name == "go";
        });
    }
    end_all(s.child->pid(), mark);
    const auto is_alive = [](int pid) {
        const auto stat = io::read_stat(pid);
        return stat && !stat->zombie();
    };
    CHECK(is_alive(build));
    CHECK_FALSE(is_alive(list));
    ::kill(-build, SIGKILL);
}

TEST_CASE("kill_round ends stopped processes", "[io][session_end]") {
    const std::string mark = fresh_mark();
    Scripted s(marked(mark, "sleep 1000 & kill -STOP $!; echo ready; wait"));
    end_all(s.child->pid(), mark);
    s.run_to_end_of_output();
}

TEST_CASE("kill_round ends a process that cleared its environment", "[io][session_end]") {
    const std::string mark = fresh_mark();
    Scripted s(marked(mark, "env -i sleep 1000 & env -i setsid sleep 1000 & echo ready; wait"));
    end_all(s.child->pid(), mark);
    s.run_to_end_of_output();
}

TEST_CASE("end_marked ends everything with a mark or a parent mark", "[io][session_end]") {
    const std::string mark = fresh_mark();
    Scripted one(marked(mark + ".1", kFamily));
    Scripted two(marked(mark + ".12", kFamily));
    // End one of two servers of a proxy.
    while (!io::end_marked(mark + ".1").empty()) {
    }
    one.run_to_end_of_output();
    two.t.run_until([&] { return two.child->running(); });
    CHECK_FALSE(two.out.ended);
    // End the other one by the proxy's mark.
    while (!io::end_marked(mark).empty()) {
    }
    two.run_to_end_of_output();
}

TEST_CASE("end_session spares an unrelated process that reuses a session number",
          "[io][session_end]") {
    // The process is neither marked nor a child of this one, as if its number had been reused.
    Scripted s(script("setsid sleep 1000 & echo $! ready"));
    const int stranger = s.printed_pid();
    s.t.run_until([&] {
        const auto stat = io::read_stat(stranger);
        return stat && stat->session == stranger && stat->ppid != s.child->pid();
    });
    CHECK(io::end_session(stranger, fresh_mark()).empty());
    CHECK(io::end_session(stranger, "").empty());
    CHECK(io::end_session(1, fresh_mark()).empty());
    CHECK(io::end_session(0, "").empty());
    const auto alive = io::read_stat(stranger);
    REQUIRE(alive);
    CHECK(io::signal_process(stranger, alive->start_ticks, SIGKILL));
    s.run_to_end_of_output();
}

TEST_CASE("is_below compares marks as a whole", "[io][session_end]") {
    TestLoop t;
    const auto carries = [&](std::vector<std::string> environment, const std::string& mark) {
        io::ChildOptions options;
        options.program = "/bin/cat";
        options.environment = std::move(environment);
        bool result = false;
        const auto child = start(t.loop, options, [&](int, int) { t.loop.stop(); });
        Collector echo;
        echo.on_change = [&] {  // the child shows its environment by now
            if (!echo.ended) result = io::is_below(io::mark_of(child->pid()), mark);
            child->stdin_stream().close();
        };
        echo.attach(child->stdout_stream());
        child->stdin_stream().write("x");
        t.run();
        return result;
    };
    const std::string long_value = "A=" + std::string(100'000, 'x');
    CHECK(carries({"GOPLS_PROXY_SESSION=abc"}, "abc"));
    CHECK(carries({"A=1", "GOPLS_PROXY_SESSION=abc.7", "B=2"}, "abc"));
    CHECK(carries({"A=1", "GOPLS_PROXY_SESSION=abc.7", "B=2"}, "abc.7"));
    CHECK(carries({long_value, "", "GOPLS_PROXY_SESSION=abc"}, "abc"));
    CHECK_FALSE(carries({"GOPLS_PROXY_SESSION=abc"}, "ab"));
    CHECK_FALSE(carries({"GOPLS_PROXY_SESSION=abc"}, "abcd"));
    CHECK_FALSE(carries({"GOPLS_PROXY_SESSION=abc"}, "abc.7"));
    CHECK_FALSE(carries({"GOPLS_PROXY_SESSION=abc.71"}, "abc.7"));
    CHECK_FALSE(carries({"XGOPLS_PROXY_SESSION=abc", "X=GOPLS_PROXY_SESSION=abc"}, "abc"));
    CHECK_FALSE(carries({"GOPLS_PROXY_SESSION="}, ""));
    CHECK_FALSE(carries({}, "abc"));
    CHECK(io::mark_of(4'194'305).empty());
    // The result does not depend on where the chunks of a read end.
    for (std::size_t size = 4050; size < 4100; ++size)
        CHECK(carries({std::string(size, 'x'), "GOPLS_PROXY_SESSION=abc"}, "abc"));
}
