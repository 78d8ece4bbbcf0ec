#include "cli/help.hpp"

#include <regex>
#include <sstream>
#include <string>
#include <string_view>

#include "app/config/table.hpp"
#include "cli/arguments.hpp"
#include "support/catch.hpp"

namespace {

/// Returns `text` without Markdown marks and on one line.
std::string words_of(std::string_view text) {
    const std::string plain = std::regex_replace(std::string(text), std::regex("[`*]"), "");
    return std::regex_replace(plain, std::regex("\\s+"), " ");
}

}  // namespace

TEST_CASE("The help names every existing setting and command") {
    const std::string text = cli::help_text(false);
    const std::string words = words_of(text);
    const auto names = [&](const std::string& part) {
        INFO(part);
        CHECK(text.find(part) != std::string::npos);
    };
    for (const app::Setting& setting : app::settings_table()) {
        INFO(setting.name);
        names("\n  " + app::flag_name(setting.name) + " ");
        CHECK(words.find(words_of(setting.help)) != std::string::npos);
        CHECK(words.find(app::allowed_text(setting)) != std::string::npos);
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
}

TEST_CASE("Colours change nothing else in the help") {
    CHECK(cli::help_text(false).find('\x1b') == std::string::npos);
    const std::string coloured = cli::help_text(true);
    CHECK(coloured.find('\x1b') != std::string::npos);
    CHECK(std::regex_replace(coloured, std::regex("\x1b\\[[0-9]*m"), "") == cli::help_text(false));
}
