#include "io/ordered.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "unit/io/support.hpp"

using io_test::TestLoop;

TEST_CASE("Ordered does its work in order and then reports that it is idle", "[io]") {
    TestLoop t;
    std::vector<int> done;
    std::size_t done_when_idle = 0;
    io::Ordered ordered(t.loop, [&] { done_when_idle = done.size(); });
    for (int i = 0; i < 1000; ++i) ordered.run([&done, i] { done.push_back(i); });
    t.loop.run();
    CHECK(done_when_idle == 1000);
    CHECK(std::is_sorted(done.begin(), done.end()));
}

TEST_CASE("Ordered finishes the remaining work in order when it is destroyed", "[io]") {
    TestLoop t;
    std::vector<int> done;
    std::atomic<bool> begun{false};
    std::atomic<bool> ending{false};
    {
        io::Ordered ordered(t.loop, [] { FAIL("idle was reported after the end"); });
        ordered.run([&] {
            begun = true;
            ending.wait(false);
            done.push_back(1);
        });
        while (!begun) ::sched_yield();
        ordered.run([&] { done.push_back(2); });
        ending = true;
        ending.notify_all();
    }
    CHECK(done == std::vector<int>{1, 2});
    t.loop.run();
}
