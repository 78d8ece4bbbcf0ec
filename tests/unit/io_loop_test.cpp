#include <memory>
#include <thread>

#include "io/background.hpp"
#include "io/signals.hpp"
#include "io_support.hpp"

using io_test::TestLoop;

TEST_CASE("a timer never fires early, and only once", "[io][timer]") {
    TestLoop t;
    int fired = 0;
    const auto due = t.loop.now() + std::chrono::microseconds(1500);
    io::Timer timer(t.loop, [&] {
        ++fired;
        CHECK(t.loop.now() >= due);
    });
    timer.arm(std::chrono::microseconds(1500));
    CHECK(timer.armed());
    t.loop.run();  // returns when nothing is registered any more
    CHECK(fired == 1);
    CHECK_FALSE(timer.armed());
}

TEST_CASE("arming again moves a timer, disarming stops it", "[io][timer]") {
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

TEST_CASE("a timer may be destroyed from inside its own callback", "[io][timer]") {
    TestLoop t;
    const std::string payload(1000, '7');
    std::string seen;
    std::unique_ptr<io::Timer> timer;
    timer = std::make_unique<io::Timer>(t.loop, [&timer, &seen, payload] {
        timer.reset();
        seen = payload;  // the callback itself is still there
    });
    timer->arm(std::chrono::nanoseconds(0));
    t.loop.run();
    CHECK(seen == payload);
    CHECK(timer == nullptr);
}

TEST_CASE("stop before run makes run return at once", "[io][loop]") {
    TestLoop t;
    io::Timer timer(t.loop, [] { FAIL("the loop ran"); });
    timer.arm(std::chrono::hours(1));
    t.loop.stop();
    t.loop.run();
    CHECK(timer.armed());
}

TEST_CASE("a signal becomes a call of the loop", "[io][signals]") {
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

TEST_CASE("work aside brings its result back to the loop", "[io][background]") {
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

TEST_CASE("work that nobody waits for any more is told so and its result dropped",
          "[io][background]") {
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
