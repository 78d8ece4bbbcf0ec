#include "cli/config/options.hpp"

#include "support/catch.hpp"

using cli::config::parse_options;

TEST_CASE("config prints the settings unless a file is to be checked") {
    const auto plain = parse_options({});
    REQUIRE(plain.has_value());
    CHECK_FALSE(plain->check);
    CHECK_FALSE(plain->json);
    const auto check = parse_options({"check"});
    REQUIRE(check.has_value());
    CHECK(check->check);
    CHECK(check->file.empty());
    for (const std::vector<std::string>& words : {std::vector<std::string>{"check", "a", "--json"},
                                                  {"check", "--json", "a"},
                                                  {"--json", "check", "a"}}) {
        const auto options = parse_options(words);
        REQUIRE(options.has_value());
        CHECK(options->check);
        CHECK(options->json);
        CHECK(options->file == "a");
    }
}

TEST_CASE("config names what it does not understand") {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"checks"}, {"--jsn"}, {"check", "a", "b"}, {"--json=yes"}}) {
        const auto refused = parse_options(words);
        REQUIRE(refused.has_error());
        CHECK(refused.error().exit_code == 2);
        CHECK(refused.error().text.starts_with("gopls-proxy config: "));
    }
    CHECK(parse_options({"checks"}).error().text.find("did you mean \"check\"?") !=
          std::string::npos);
}

TEST_CASE("config --help has examples and exit codes") {
    const auto help = parse_options({"--help"});
    REQUIRE(help.has_error());
    CHECK(help.error().exit_code == 0);
    for (const char* part : {"--json", "check", "Examples:", "Exit codes:"}) {
        INFO(part);
        CHECK(help.error().text.find(part) != std::string::npos);
    }
}
