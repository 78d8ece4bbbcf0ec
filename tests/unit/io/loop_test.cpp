#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <thread>

#include "io/background.hpp"
#include "io/signals.hpp"
#include "unit/io/support.hpp"

using io_test::TestLoop;

TEST_CASE("Timer fires once and never early", "[io][timer]") {
    TestLoop t;
    int fired = 0;
    const auto due = t.loop.now() + std::chrono::microseconds(1500);
    io::Timer timer(t.loop, [&] {
        ++fired;
        CHECK(t.loop.now() >= due);
    });
    timer.arm(std::chrono::microseconds(1500));
    CHECK(timer.armed());
    t.loop.run();  // returns once nothing is registered
    CHECK(fired == 1);
    CHECK_FALSE(timer.armed());
}

TEST_CASE("Timer can be rearmed and disarmed", "[io][timer]") {
    TestLoop t;
    std::string order;
    io::Timer first(t.loop, [&] { order += 'a'; });
    io::Timer second(t.loop, [&] { order += 'b'; });
    io::Timer never(t.loop, [&] { order += 'x'; });
    first.arm(std::chrono::hours(1));
    first.arm(std::chrono::nanoseconds::max());
    first.arm(std::chrono::milliseconds(3));
    second.arm(std::chrono::nanoseconds(-5));
    never.arm(std::chrono::milliseconds(1));
    never.disarm();
    t.loop.run();
    CHECK(order == "ba");
}

TEST_CASE("Timer may be destroyed in its own callback", "[io][timer]") {
    TestLoop t;
    const std::string payload(1000, '7');
    std::string seen;
    std::unique_ptr<io::Timer> timer;
    timer = std::make_unique<io::Timer>(t.loop, [&timer, &seen, payload] {
        timer.reset();
        seen = payload;  // the callback itself is still alive
    });
    timer->arm(std::chrono::nanoseconds(0));
    t.loop.run();
    CHECK(seen == payload);
    CHECK(timer == nullptr);
}

TEST_CASE("A stop before run makes run return at once", "[io][loop]") {
    TestLoop t;
    io::Timer timer(t.loop, [] { FAIL("the loop ran"); });
    timer.arm(std::chrono::hours(1));
    t.loop.stop();
    t.loop.run();
    CHECK(timer.armed());
}

TEST_CASE("SignalWatch delivers a signal through the loop", "[io][signals]") {
    TestLoop t;
    int seen = 0;
    io::SignalWatch watch(t.loop, SIGUSR2, [&] {
        ++seen;
        t.loop.stop();
    });
    ::raise(SIGUSR2);
    t.run();
    CHECK(seen == 1);
}

TEST_CASE("Background work returns its result to the loop", "[io][background]") {
    TestLoop t;
    io::Background background(t.loop);
    const auto here = std::this_thread::get_id();
    std::string result;
    background.run(
        [here](io::Background::Abandoned) {
            return std::string(std::this_thread::get_id() == here ? "same" : "aside");
        },
        [&](std::string r) {
            CHECK(std::this_thread::get_id() == here);
            result = std::move(r);
        });
    CHECK(background.running() == 1);
    t.loop.run();
    CHECK(result == "aside");
    CHECK(background.running() == 0);
}

TEST_CASE("Abandoned background work is informed and its result dropped", "[io][background]") {
    TestLoop t;
    std::atomic<bool> begun{false};
    std::atomic<bool> noticed{false};
    {
        io::Background background(t.loop);
        background.run(
            [&](io::Background::Abandoned abandoned) {
                begun = true;
                while (!abandoned) std::this_thread::yield();
                noticed = true;
                return 1;
            },
            [](int) { FAIL("a dropped result came back"); });
        while (!begun) std::this_thread::yield();
    }
    t.loop.run();
    CHECK(noticed);
}

TEST_CASE("Hanging background work does not block other work", "[io][background]") {
    TestLoop t;
    constexpr std::size_t kHanging = 9;  // libuv's pool has only four threads
    std::atomic<bool> let_go{false};
    std::size_t returned = 0;
    io::Background hanging(t.loop);
    for (std::size_t i = 0; i < kHanging; ++i) {
        hanging.run(
            [&](io::Background::Abandoned) {
                let_go.wait(false);
                return 0;
            },
            [&](int) { ++returned; });
    }
    io::Background other(t.loop);
    other.run([](io::Background::Abandoned) { return 0; }, [&](int) { t.loop.stop(); });
    t.run();
    CHECK(returned == 0);
    CHECK(hanging.running() == kHanging);
    let_go = true;
    let_go.notify_all();
    t.loop.run();
    CHECK(returned == kHanging);
}

TEST_CASE("Background delivers no result after the loop is gone", "[io][background]") {
    int done = 0;
    {
        TestLoop t;
        io::Background background(t.loop);
        for (int i = 0; i < 10; ++i) {
            background.run([](io::Background::Abandoned) { return 0; }, [&](int) { ++done; });
        }
    }
    CHECK(done == 0);
}

namespace {

/// Returns 3 if the work was done once a thread was available, else the step that failed.
int work_without_threads() {
    // RLIMIT_NPROC does not apply to root, so root becomes another user.
    if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) return 1;
    rlimit tasks{};
    ::getrlimit(RLIMIT_NPROC, &tasks);
    const rlimit none{0, tasks.rlim_max};
    if (::setrlimit(RLIMIT_NPROC, &none) != 0) return 1;

    io::Loop loop;
    io::Background background(loop);
    int reached = 1;
    background.run([](io::Background::Abandoned) { return 3; }, [&](int n) { reached = n; });
    if (!background.starved()) return 2;
    ::setrlimit(RLIMIT_NPROC, &tasks);
    loop.run();
    return background.starved() ? 2 : reached;
}

}  // namespace

TEST_CASE("Background work waits if the system cannot start a thread", "[io][background]") {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work_without_threads());
    REQUIRE(child > 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
}

TEST_CASE("The loop reports an exception of a callback and continues") {
    TestLoop test;
    std::vector<std::string> told;
    const auto fail = [](const char* what) { throw std::runtime_error(what); };
    io::Timer timer(test.loop, [&] { fail("a timer"); });
    io::SignalWatch watch(test.loop, SIGUSR2, [&] { fail("a signal"); });
    io::ChildOptions options;
    options.program = "/bin/sh";
    options.arguments = {"-c", "echo x; echo y >&2"};
    const auto child = io::Child::spawn(test.loop, options, [&](int, int) { fail("an exit"); });
    REQUIRE(child.has_value());
    char room[16];
    bool over = false;
    (*child)->stdout_stream().start_reading({[&] { return std::span<char>(room); },
                                             [&](std::size_t) { fail("a read"); },
                                             [&](int) { over = true; }});
    (*child)->stderr_stream().start_reading(
        {[&]() -> std::span<char> { throw std::runtime_error("no room"); }, [](std::size_t) {},
         [](int) {}});
    test.loop.on_exception([&](const char* what) {
        told.emplace_back(what);
        if (told.size() > 1) throw std::runtime_error("from the handler");
    });
    timer.arm(std::chrono::milliseconds(1));
    ::raise(SIGUSR2);
    io::Background background(test.loop);
    background.run([](io::Background::Abandoned) { return 0; }, [&](int) { fail("a result"); });
    background.run(
        [](io::Background::Abandoned) -> int { throw std::runtime_error("background work"); },
        [](int) { FAIL("failed work returned a result"); });
    const std::vector<std::string> all{"a timer", "a signal", "an exit",        "a read",
                                       "no room", "a result", "background work"};
    test.run_until([&] {
        return over && std::all_of(all.begin(), all.end(), [&](const std::string& what) {
                   return std::find(told.begin(), told.end(), what) != told.end();
               });
    });
}
