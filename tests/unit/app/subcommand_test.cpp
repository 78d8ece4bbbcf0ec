#include "app/subcommand.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "support/catch.hpp"

TEST_CASE("A usage error shows arguments without their control characters") {
    const auto refused = app::usage_error("gopls-proxy do", "unknown editor \"\x1b]0;x\x07\n\"");
    CHECK(refused.exit_code == 2);
    CHECK(
        refused.text ==
        "gopls-proxy do: unknown editor \"\ufffd]0;x\ufffd\ufffd\" (see gopls-proxy do --help)\n");

    CLI::App line("Does something.\n", "gopls-proxy do");
    int number = 0;
    bool json = false;
    app::add_number(line, "--time-limit", number, "SECONDS", "a limit");
    line.add_flag("--json", json, "print JSON");
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"a\x1b[2J"}, {"--time-limit", "\x1b[2J\x07"}, {"--json=\x1b[2J"}, {"--\x1b[2J"}}) {
        CAPTURE(words.back());
        const auto instead = app::parse_words(line, words);
        REQUIRE(instead);
        CHECK(instead->exit_code == 2);
        CHECK(instead->text.find("\ufffd[2J") != std::string::npos);
        CHECK(std::count(instead->text.begin(), instead->text.end(), '\x1b') == 0);
        CHECK(std::count(instead->text.begin(), instead->text.end(), '\x07') == 0);
    }
}
