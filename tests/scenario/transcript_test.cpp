// A failed scenario prints its transcript. The case is hidden and fails on purpose: the ctest entry
// `scenario.transcript` runs it and searches its output.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("an assertion fails, and a later one passes", "[.][transcript]") {
    World world;
    world.session_runs();
    CHECK(world.active() == 2);
    CHECK(world.active() == 1);
}
