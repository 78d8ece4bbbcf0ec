#include "app/size_text.hpp"

#include "support/catch.hpp"

using app::size_text;

TEST_CASE("Sizes are readable") {
    CHECK(size_text(0) == "0 KB");
    CHECK(size_text(4096) == "4 KB");
    CHECK(size_text(std::uint64_t{12} << 20) == "12.0 MB");
    CHECK(size_text(std::uint64_t{1536} << 20) == "1.5 GB");
}
