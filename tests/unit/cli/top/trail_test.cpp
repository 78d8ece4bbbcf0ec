#include "cli/top/trail.hpp"

#include "support/catch.hpp"

using cli::top::bars;
using cli::top::Trail;
using namespace std::chrono_literals;

TEST_CASE("Bars are as high as their part of the largest value") {
    CHECK(bars({0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}, 0) == "▁▂▃▄▅▆▇█");
    CHECK(bars({0.0, {}, 7.0}, 0) == "▁ █");
    CHECK(bars({1.0, 2.0}, 100) == "▁▁");
    CHECK(bars({0.0, 0.0}, 0) == "▁▁");
    CHECK(bars({1e300, -5.0}, 1) == "█▁");
    CHECK(bars({}, 1).empty());
}

TEST_CASE("A trail ends at the right, and shows the largest value of each part") {
    Trail trail;
    const core::Time start{};
    CHECK(trail.latest() == std::nullopt);
    CHECK(bars(trail.columns(5), 1) == "     ");
    trail.record(start, 1.0);
    CHECK(bars(trail.columns(5), 1) == "    █");
    // Five minutes in five columns.
    for (int second = 1; second <= 120; ++second) {
        trail.record(start + second * 1s, second == 50 ? 2.0 : 1.0);
    }
    CHECK(bars(trail.columns(5), 2) == "   █▅");
    CHECK(trail.latest() == 1.0);
    CHECK(trail.largest() == 2.0);
    trail.record(start + 20min, 1.0);
    CHECK(trail.largest() == 1.0);
}

TEST_CASE("Between two values that are far apart, the first one stays") {
    Trail trail;
    const core::Time start{};
    trail.record(start, 2.0);
    trail.record(start + 4min, 1.0);
    trail.record(start + 5min, std::nullopt);
    CHECK(bars(trail.columns(5), 2) == "████▅");
    CHECK(trail.latest() == std::nullopt);
}
