#include "cli/health/limits.hpp"

#include "support/catch.hpp"

using cli::health::parse_bytes;
using cli::health::parse_growth;
using cli::health::parse_percent;

TEST_CASE("sizes of limits have the units in which sizes are printed") {
    CHECK(parse_bytes("512MB") == std::uint64_t{512} << 20);
    CHECK(parse_bytes("1KB") == 1024);
    CHECK(parse_bytes("2GB") == std::uint64_t{2} << 30);
    CHECK(parse_bytes("64MiB") == std::uint64_t{64} << 20);
    CHECK(parse_bytes("1048576") == 1'048'576);
    CHECK(parse_bytes("12B") == 12);
    for (const char* wrong :
         {"", "MB", "-1MB", "1.5GB", "5 MB", "5mb", "5kB", "5KiBMB", "99999999999GB"}) {
        INFO(wrong);
        CHECK_FALSE(parse_bytes(wrong));
    }
}

TEST_CASE("percents are from 0 to 100, with or without their sign") {
    CHECK(parse_percent("95") == 95);
    CHECK(parse_percent("99.5%") == Approx(99.5));
    CHECK(parse_percent("0%") == 0);
    CHECK(parse_percent("100") == 100);
    for (const char* wrong : {"", "%", "100.1", "-1", "1.", ".5", "1e1", "5%%", "nan"}) {
        INFO(wrong);
        CHECK_FALSE(parse_percent(wrong));
    }
}

TEST_CASE("growth is a size or a share") {
    CHECK(parse_growth("50MB")->bytes == std::uint64_t{50} << 20);
    CHECK_FALSE(parse_growth("50MB")->percent);
    CHECK(parse_growth("250%")->percent == 250);
    CHECK_FALSE(parse_growth("250%")->bytes);
    CHECK_FALSE(parse_growth("x%"));
    CHECK_FALSE(parse_growth("x"));
}
