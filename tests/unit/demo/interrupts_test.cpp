#include "demo/interrupts.hpp"

#include "support/catch.hpp"

TEST_CASE("Interrupts holds signals back until the demo has cleaned up") {
    const int signal = GENERATE(SIGINT, SIGTERM, SIGHUP, SIGQUIT);
    INFO(signal);
    const demo::Interrupts interrupts;
    CHECK_FALSE(interrupts.pending());
    ::raise(signal);
    CHECK(interrupts.pending());
    // Takes the signal here, so that it does not kill the test program.
    sigset_t taken;
    sigemptyset(&taken);
    sigaddset(&taken, signal);
    int taken_signal = 0;
    REQUIRE(::sigwait(&taken, &taken_signal) == 0);
    CHECK_FALSE(interrupts.pending());
}
