#include "io/ordered.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "unit/io/support.hpp"

using io_test::TestLoop;

TEST_CASE("work aside is done in order, and then it is said", "[io]") {
    TestLoop t;
    std::vector<int> done;
    std::size_t done_when_idle = 0;
    io::Ordered ordered(t.loop, [&] { done_when_idle = done.size(); });
    for (int i = 0; i < 1000; ++i) ordered.run([&done, i] { done.push_back(i); });
    t.loop.run();
    CHECK(done_when_idle == 1000);
    CHECK(std::is_sorted(done.begin(), done.end()));
}

TEST_CASE("what is left at the end is done all the same, behind the work under way", "[io]") {
    TestLoop t;
    std::vector<int> done;
    std::atomic<bool> begun{false};
    std::atomic<bool> ending{false};
    {
        io::Ordered ordered(t.loop, [] { FAIL("nobody waits"); });
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
