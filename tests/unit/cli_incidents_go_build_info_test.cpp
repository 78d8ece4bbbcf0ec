#include "cli/incidents/go_build_info.hpp"

#include "cli/build_info.hpp"
#include "cli/executable.hpp"
#include "cli_temp_folder.hpp"
#include "support/catch.hpp"

using namespace cli::incidents;

namespace {

std::string with_length(std::string_view text) {
    std::string bytes;
    std::size_t length = text.size();
    for (; length >= 128; length >>= 7) bytes += static_cast<char>(0x80 | (length & 0x7f));
    return bytes + static_cast<char>(length) + std::string(text);
}

std::string section(const std::string& module_lines) {
    std::string bytes = "\xff Go buildinf:";
    bytes += std::string("\x08\x02", 2) + std::string(16, '\0');
    return bytes + with_length("go1.26.1") +
           with_length(std::string(16, 's') + module_lines + std::string(16, 'e'));
}

}  // namespace

TEST_CASE("the version of a Go program is read from its build information") {
    std::string lines =
        "path\tgolang.org/x/tools/gopls\nmod\tgolang.org/x/tools/gopls\tv0.23.0\th1:x=\n";
    for (int i = 0; i < 50; ++i) lines += "dep\texample.com/a\tv1.0.0\th1:y=\n";
    const auto info = parse_go_build_info(section(lines) + "what follows");
    REQUIRE(info.has_value());
    CHECK(info->go == "go1.26.1");
    CHECK(info->path == "golang.org/x/tools/gopls");
    CHECK(info->version == "v0.23.0");
}

TEST_CASE("a program built without modules has a Go version only") {
    const auto info = parse_go_build_info(section(""));
    REQUIRE(info.has_value());
    CHECK(info->go == "go1.26.1");
    CHECK(info->version.empty());
}

TEST_CASE("the proxy's own build information is read as well") {
    const auto info = parse_go_build_info(cli::build_info());
    REQUIRE(info.has_value());
    CHECK(info->path == "gopls-proxy");
    CHECK(info->version == "(devel)");
}

TEST_CASE("what is no build information, or is cut short, is none") {
    const std::string whole = section("path\tx\n");
    CHECK_FALSE(parse_go_build_info(""));
    CHECK_FALSE(parse_go_build_info("#!/bin/sh\n"));
    std::string pointers = whole;
    pointers[15] = 0;  // before Go 1.18
    CHECK_FALSE(parse_go_build_info(pointers));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(parse_go_build_info(std::string_view(whole).substr(0, size)));
    }
    CHECK_FALSE(parse_go_build_info(whole.substr(0, 32) + std::string(20, '\xff')));
}

TEST_CASE("a file that is no ELF program has no such section") {
    const cli_test::TempFolder folder;
    CHECK(cli::go_build_section(folder.write("script", "#!/bin/sh\n")).empty());
    CHECK(cli::go_build_section(folder / "absent").empty());
}
