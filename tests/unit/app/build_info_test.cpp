#include "app/build_info.hpp"

#include <cstdint>
#include <regex>
#include <string>
#include <string_view>

#include "support/catch.hpp"

TEST_CASE("version_text is one line") {
    INFO(app::version_text());
    CHECK(std::regex_match(
        app::version_text(),
        std::regex(R"(gopls-proxy \S+ \(libuv \d+\.\d+\.\d+[^)]*, built by .+\)\n)")));
    CHECK(app::version_text().find(" " + app::version_number() + " ") != std::string::npos);
}

TEST_CASE("version_number is a Go module version without the v") {
    INFO(app::version_number());
    CHECK(
        std::regex_match(app::version_number(), std::regex(R"(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?)")));
}

TEST_CASE("build_info has the format that Go reads") {
    const std::string_view blob = app::build_info();
    REQUIRE(blob.size() > 34);
    CHECK(reinterpret_cast<std::uintptr_t>(blob.data()) % 16 == 0);
    CHECK(blob.substr(0, 14) == "\xff Go buildinf:");
    CHECK(blob[15] == 2);  // strings follow the header
    const std::size_t version_length = static_cast<unsigned char>(blob[32]);
    CHECK(blob.substr(33, version_length) == "go1.999");
    const std::string_view rest = blob.substr(33 + version_length);
    const std::size_t module_length = static_cast<unsigned char>(rest[0]);
    REQUIRE(module_length < 128);  // a varint of one byte
    REQUIRE(rest.size() == 1 + module_length);
    const std::string_view module = rest.substr(1 + 16, module_length - 32);
    CHECK(module == "path\tgopls-proxy\nmod\tgopls-proxy\tv" + app::version_number() + "\t\n");
}
