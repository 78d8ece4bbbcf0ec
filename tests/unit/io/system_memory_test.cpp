#include "io/system_memory.hpp"

#include "support/catch.hpp"

TEST_CASE("parse_meminfo reads memory and swap in bytes", "[io]") {
    const auto memory = io::parse_meminfo(
        "MemTotal:       24683652 kB\nMemFree:        13355328 kB\nMemAvailable:   2048 kB\n"
        "SwapCached:            9 kB\nSwapTotal:       1024 kB\nSwapFree:         512 kB\n");
    REQUIRE(memory);
    CHECK(memory->total_bytes == std::uint64_t{24683652} * 1024);
    CHECK(memory->available_bytes == std::uint64_t{2} << 20);
    CHECK(memory->swap_bytes == std::uint64_t{1} << 20);
    CHECK(memory->free_swap_bytes == std::uint64_t{512} << 10);
}

TEST_CASE("parse_meminfo returns nothing for other texts", "[io]") {
    CHECK_FALSE(io::parse_meminfo(""));
    CHECK_FALSE(io::parse_meminfo("MemTotal: 1 kB"));
    CHECK_FALSE(io::parse_meminfo("\n:\n\x01"));
}
