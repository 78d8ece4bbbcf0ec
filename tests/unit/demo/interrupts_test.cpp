#include "demo/interrupts.hpp"

#include "support/catch.hpp"

TEST_CASE("what a terminal sends is held back until the demo has tidied up") {
    const int signal = GENERATE(SIGINT, SIGTERM, SIGHUP, SIGQUIT);
    INFO(signal);
    const demo::Interrupts interrupts;
    CHECK_FALSE(interrupts.pending());
    ::raise(signal);
    CHECK(interrupts.pending());
    // Or it takes effect here.
    sigset_t taken;
    sigemptyset(&taken);
    sigaddset(&taken, signal);
    int taken_signal = 0;
    REQUIRE(::sigwait(&taken, &taken_signal) == 0);
    CHECK_FALSE(interrupts.pending());
}
