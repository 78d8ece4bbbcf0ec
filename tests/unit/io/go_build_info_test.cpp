#include "io/go_build_info.hpp"

#include "app/build_info.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using io::parse_go_build_info;

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

TEST_CASE("parse_go_build_info reads the version of a Go program") {
    std::string lines =
        "path\tgolang.org/x/tools/gopls\nmod\tgolang.org/x/tools/gopls\tv0.23.0\th1:x=\n";
    for (int i = 0; i < 50; ++i) lines += "dep\texample.com/a\tv1.0.0\th1:y=\n";
    const auto info = parse_go_build_info(section(lines) + "more bytes");
    REQUIRE(info.has_value());
    CHECK(info->go == "go1.26.1");
    CHECK(info->path == "golang.org/x/tools/gopls");
    CHECK(info->module == "golang.org/x/tools/gopls");
    CHECK(info->version == "v0.23.0");
}

TEST_CASE("parse_go_build_info finds only the Go version of a program without modules") {
    const auto info = parse_go_build_info(section(""));
    REQUIRE(info.has_value());
    CHECK(info->go == "go1.26.1");
    CHECK(info->version.empty());
}

TEST_CASE("parse_go_build_info reads the proxy's own build information") {
    const auto info = parse_go_build_info(app::build_info());
    REQUIRE(info.has_value());
    CHECK(info->path == "gopls-proxy");
    CHECK(info->version == "v" + app::version_number());
}

TEST_CASE("parse_go_build_info rejects other and truncated data") {
    const std::string whole = section("path\tx\n");
    CHECK_FALSE(parse_go_build_info(""));
    CHECK_FALSE(parse_go_build_info("#!/bin/sh\n"));
    std::string pointers = whole;
    pointers[15] = 0;  // the format before Go 1.18
    CHECK_FALSE(parse_go_build_info(pointers));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(parse_go_build_info(std::string_view(whole).substr(0, size)));
    }
    CHECK_FALSE(parse_go_build_info(whole.substr(0, 32) + std::string(20, '\xff')));
}

TEST_CASE("go_build_section rejects a file that is not an ELF program") {
    const unit_test::TempFolder folder;
    CHECK_FALSE(io::go_build_section(folder.write("script", "#!/bin/sh\n")));
    CHECK_FALSE(io::go_build_section(folder.write("short",
                                                  "\x7f"
                                                  "ELF\x02\x01")));
    CHECK_FALSE(io::go_build_section(folder / "absent"));
}

TEST_CASE("go_build_section is empty for an ELF program without build information") {
    const auto section = io::go_build_section("/bin/sh");
    REQUIRE(section.has_value());
    CHECK(section->empty());
}

TEST_CASE("go_build_section supports 32-bit and 64-bit ELF files of either byte order") {
    const bool wide = GENERATE(false, true);
    const bool big_endian = GENERATE(false, true);
    const std::size_t word = wide ? 8 : 4;
    const auto number = [&](std::uint64_t value, std::size_t width) {
        std::string bytes(width, '\0');
        for (std::size_t i = 0; i < width; ++i, value >>= 8) {
            bytes[big_endian ? width - 1 - i : i] = static_cast<char>(value & 0xff);
        }
        return bytes;
    };
    const std::string names("\0.go.buildinfo\0", 15);
    const std::size_t header_bytes = wide ? 64 : 52;
    const auto section_header = [&](std::uint64_t name, std::uint64_t offset, std::uint64_t size) {
        std::string bytes = number(name, 4) + number(1, 4) + number(0, word) + number(0, word) +
                            number(offset, word) + number(size, word);
        bytes.resize(wide ? 64 : 40);
        return bytes;
    };
    std::string file =
        "\x7f"
        "ELF";
    file += wide ? '\2' : '\1';
    file += big_endian ? '\2' : '\1';
    file.resize(16);
    file += number(2, 2) + number(62, 2) + number(1, 4) + number(0, word) + number(0, word);
    file += number(header_bytes + names.size() + 7, word);  // offset of the section table
    file += number(0, 4) + number(header_bytes, 2) + number(0, 2) + number(0, 2);
    file += number(wide ? 64 : 40, 2) + number(2, 2) + number(0, 2);
    REQUIRE(file.size() == header_bytes);
    file += names + "content";
    file += section_header(0, header_bytes, names.size());
    file += section_header(1, header_bytes + names.size(), 7);
    const unit_test::TempFolder folder;
    CHECK(io::go_build_section(folder.write("program", file)) == "content");
}
