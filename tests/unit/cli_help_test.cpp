#include "cli/help.hpp"

#include <unistd.h>

#include <regex>
#include <sstream>
#include <string>
#include <string_view>

#include "cli/arguments.hpp"
#include "cli/build_info.hpp"
#include "cli/config/table.hpp"
#include "support/catch.hpp"

namespace {

/// Without marks of Markdown, and as one line.
std::string words_of(std::string_view text) {
    const std::string plain = std::regex_replace(std::string(text), std::regex("[`*]"), "");
    return std::regex_replace(plain, std::regex("\\s+"), " ");
}

}  // namespace

TEST_CASE("the help names every setting and every command that exists") {
    const std::string text = cli::help_text(false);
    const std::string words = words_of(text);
    const auto names = [&](const std::string& part) {
        INFO(part);
        CHECK(text.find(part) != std::string::npos);
    };
    for (const cli::Setting& setting : cli::settings_table()) {
        INFO(setting.name);
        names("\n  " + cli::flag_name(setting.name) + " ");
        CHECK(words.find(words_of(setting.help)) != std::string::npos);
        CHECK(words.find(cli::allowed_text(setting)) != std::string::npos);
    }
    for (const cli::Subcommand& own : cli::own_subcommands()) {
        names("gopls-proxy " + std::string(own.name));
        names(std::string(own.help));
    }
    names("default 5s");
    std::istringstream lines(text.substr(text.find("\nSettings\n")));
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(line.size() <= 100);
    }
    for (const std::string absent : {"doctor", "dashboard", "trace "}) {
        CHECK(text.find("gopls-proxy " + absent) == std::string::npos);
    }
}

TEST_CASE("colours change nothing but the colours") {
    CHECK(cli::help_text(false).find('\x1b') == std::string::npos);
    const std::string coloured = cli::help_text(true);
    CHECK(coloured.find('\x1b') != std::string::npos);
    CHECK(std::regex_replace(coloured, std::regex("\x1b\\[[0-9]*m"), "") == cli::help_text(false));
}

TEST_CASE("no colours away from a terminal") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    CHECK_FALSE(cli::wants_colours(ends[1], {{"TERM", "xterm"}}));
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("the version is on one line") {
    INFO(cli::version_text());
    CHECK(std::regex_match(
        cli::version_text(),
        std::regex(R"(gopls-proxy \S+ \(libuv \d+\.\d+\.\d+[^)]*, built by .+\)\n)")));
    CHECK(cli::version_text().find(" " + cli::version_number() + " ") != std::string::npos);
}

TEST_CASE("with a v the version is one of a Go module") {
    INFO(cli::version_number());
    CHECK(
        std::regex_match(cli::version_number(), std::regex(R"(\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?)")));
}

TEST_CASE("the build information has the form that Go reads") {
    const std::string_view blob = cli::build_info();
    REQUIRE(blob.size() > 34);
    CHECK(reinterpret_cast<std::uintptr_t>(blob.data()) % 16 == 0);
    CHECK(blob.substr(0, 14) == "\xff Go buildinf:");
    CHECK(blob[15] == 2);  // strings follow the header
    const std::size_t version_length = static_cast<unsigned char>(blob[32]);
    CHECK(blob.substr(33, version_length) == "go1.999");
    const std::string_view rest = blob.substr(33 + version_length);
    const std::size_t module_length = static_cast<unsigned char>(rest[0]);
    REQUIRE(module_length < 128);  // one byte of a varint
    REQUIRE(rest.size() == 1 + module_length);
    const std::string_view module = rest.substr(1 + 16, module_length - 32);
    CHECK(module == "path\tgopls-proxy\nmod\tgopls-proxy\tv" + cli::version_number() + "\t\n");
}
