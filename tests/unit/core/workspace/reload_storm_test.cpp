#include "core/workspace/reload_storm.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using core::ReloadStorm;
using core::Time;

namespace {

const core::StormSettings kSettings{10, 60s};
constexpr Time kStart{1h};

}  // namespace

TEST_CASE("Many loads for few saves are a storm and reported once a period") {
    ReloadStorm storm(kSettings);
    storm.saved(kStart);
    storm.changed("/w/other.go", kStart);
    for (int i = 0; i < 9; ++i) {
        storm.changed("/w/generated.go", kStart);
        CHECK(storm.loaded(kStart + i * 1s).empty());
    }
    CHECK(storm.loaded(kStart + 9s) ==
          "10 package loads within 9.0 s for 1 save, most often after a change of "
          "/w/generated.go (9 times)");
    CHECK(storm.loaded(kStart + 10s).empty());
    for (int i = 0; i < 9; ++i) CHECK(storm.loaded(kStart + 68s).empty());
    CHECK(storm.loaded(kStart + 69s).find("without a changed file") != std::string::npos);
}

TEST_CASE("Loads that follow saves are not a storm") {
    ReloadStorm storm(kSettings);
    for (int i = 0; i < 100; ++i) {
        if (i % 5 == 0) storm.saved(kStart + i * 100ms);
        CHECK(storm.loaded(kStart + i * 100ms).empty());
    }
}

TEST_CASE("Loads far apart are not a storm") {
    ReloadStorm storm(kSettings);
    for (int i = 0; i < 50; ++i) CHECK(storm.loaded(kStart + i * 10s).empty());
}
