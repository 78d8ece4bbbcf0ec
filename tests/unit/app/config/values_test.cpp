#include <limits>
#include <string>
#include <vector>

#include "app/config/suggest.hpp"
#include "app/config/values.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("parse_duration reads durations as Go does") {
    struct {
        std::string text;
        core::Duration expected;
    } const rows[] = {
        {"5s", 5s},
        {"150ms", 150ms},
        {"1m30s", 90s},
        {"10m", 10min},
        {"2h", 2h},
        {"1.5s", 1500ms},
        {".5s", 500ms},
        {"1.s", 1s},
        {"0s", 0s},
        {"2h45m30.5s", 2h + 45min + 30s + 500ms},
        {"7us", 7us},
        {"7µs", 7us},
        {"7μs", 7us},
        {"9ns", 9ns},
        {"0.000000001s", 1ns},
        {"1h1ms", 1h + 1ms},
        {"2562047h", 2562047h},
    };
    for (const auto& row : rows) {
        INFO(row.text);
        const auto parsed = app::parse_duration(row.text);
        REQUIRE(parsed.has_value());
        CHECK(*parsed == row.expected);
    }
}

TEST_CASE("parse_duration rejects invalid text") {
    for (const std::string text : {"",
                                   "5",
                                   "0",
                                   "s",
                                   ".",
                                   ".s",
                                   "-5s",
                                   "+5s",
                                   "5 s",
                                   " 5s",
                                   "5s ",
                                   "5sec",
                                   "5d",
                                   "1m30",
                                   "5S",
                                   "1e3s",
                                   "0x5s",
                                   "5,5s",
                                   "2562048h",
                                   "9999999999999999999999s",
                                   "2562047h999h"}) {
        INFO(text);
        CHECK_FALSE(app::parse_duration(text).has_value());
    }
}

TEST_CASE("format_duration writes the shortest form that parses to the same value") {
    struct {
        core::Duration duration;
        std::string expected;
    } const rows[] = {
        {0s, "0s"},
        {5s, "5s"},
        {150ms, "150ms"},
        {1500ms, "1.5s"},
        {90s, "1m30s"},
        {10min, "10m"},
        {2h, "2h"},
        {1h + 1s, "1h1s"},
        {24h, "24h"},
        {1h + 1ms, "1h1ms"},
        {1001ms, "1.001s"},
        {1500us, "1.5ms"},
        {7us, "7us"},
        {1ns, "1ns"},
        {2h + 3min + 4s + 5ns, "2h3m4.000000005s"},
        {core::Duration::max(), "2562047h47m16.854775807s"},
    };
    for (const auto& row : rows) {
        INFO(row.expected);
        CHECK(app::format_duration(row.duration) == row.expected);
        CHECK(app::parse_duration(row.expected) == row.duration);
    }
}

TEST_CASE("parse_size and format_size are inverse and reject invalid text") {
    struct {
        std::string text;
        std::uint64_t bytes;
        std::string written;
    } const rows[] = {
        {"64MiB", 64 << 20, "64MiB"}, {"65536", 65536, "64KiB"}, {"1GiB", 1 << 30, "1GiB"},
        {"100B", 100, "100"},         {"1025", 1025, "1025"},    {"0", 0, "0"},
        {"2048KiB", 2 << 20, "2MiB"},
    };
    for (const auto& row : rows) {
        INFO(row.text);
        const auto parsed = app::parse_size(row.text);
        REQUIRE(parsed.has_value());
        CHECK(*parsed == row.bytes);
        CHECK(app::format_size(*parsed) == row.written);
        CHECK(app::parse_size(row.written) == row.bytes);
    }
    for (const std::string text : {"", "MiB", "64 MiB", "64MB", "64mib", "-1", "+1", "1.5MiB",
                                   "0x10", "99999999999999999999", "9999999999999GiB"}) {
        INFO(text);
        CHECK_FALSE(app::parse_size(text).has_value());
    }
}

TEST_CASE("did_you_mean suggests the nearest word if it is close") {
    CHECK(app::edit_distance("", "abc") == 3);
    CHECK(app::edit_distance("kitten", "sitting") == 3);
    CHECK(app::edit_distance("same", "same") == 0);
    CHECK(app::edit_distance("hlep", "help") == 1);
    const std::vector<std::string_view> words = {"act", "observe", "off"};
    CHECK(app::did_you_mean("obsrve", words) == "; did you mean \"observe\"?");
    CHECK(app::did_you_mean("of", words) == "; did you mean \"off\"?");
    CHECK(app::did_you_mean("o", words).empty());
    CHECK(app::did_you_mean("banana", words).empty());
    CHECK(app::did_you_mean(std::string(10'000, 'a'), words).empty());
    // A front that all names share says nothing.
    const std::vector<std::string_view> flags{"--proxy-mode", "--proxy-spin"};
    CHECK(app::did_you_mean("--proxy-mdoe", flags) == "; did you mean \"--proxy-mode\"?");
    CHECK(app::did_you_mean("--proxy-foo", flags).empty());
}
