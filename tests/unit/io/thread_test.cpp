#include "io/thread.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "support/catch.hpp"

TEST_CASE("with_enough_stack uses another thread if the stack limit is small", "[io][thread]") {
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_STACK, &before) == 0);
    const bool small = GENERATE(true, false);
    rlimit limit = before;
    limit.rlim_cur = small ? 512 << 10 : std::max<rlim_t>(before.rlim_cur, 1 << 20);
    REQUIRE(::setrlimit(RLIMIT_STACK, &limit) == 0);
    std::thread::id worker;
    io::with_enough_stack([&] { worker = std::this_thread::get_id(); });
    REQUIRE(::setrlimit(RLIMIT_STACK, &before) == 0);
    CHECK((worker == std::this_thread::get_id()) != small);
}
