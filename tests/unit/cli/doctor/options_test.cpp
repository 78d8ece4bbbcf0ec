#include "cli/doctor/options.hpp"

#include "support/catch.hpp"

using cli::doctor::parse_options;

TEST_CASE("doctor examines the working folder unless told otherwise") {
    const auto options = parse_options({});
    REQUIRE(options.has_value());
    CHECK(options->folder == ".");
    CHECK_FALSE(options->json);
    CHECK_FALSE(options->fix);
    CHECK_FALSE(options->price);
    CHECK(options->time_limit_seconds == 5);
}

TEST_CASE("doctor takes a folder and its flags in any order") {
    const auto options = parse_options({"--json", "/w", "--fix", "--time-limit", "60", "--price"});
    REQUIRE(options.has_value());
    CHECK(options->folder == "/w");
    CHECK(options->json);
    CHECK(options->fix);
    CHECK(options->price);
    CHECK(options->time_limit_seconds == 60);
}

TEST_CASE("doctor takes the folder and the finding to reproduce") {
    const auto options = parse_options({"/w", "--repro", "/r", "--finding", "go-work-lost"});
    REQUIRE(options.has_value());
    CHECK(options->folder == "/w");
    CHECK(options->repro == "/r");
    CHECK(options->finding == "go-work-lost");
    CHECK(parse_options({"--finding", "x"}).error().text.find("needs --repro DIR") !=
          std::string::npos);
    CHECK(parse_options({"--repro", ""}).error().text.find("is empty") != std::string::npos);
    for (const char* other : {"--json", "--fix", "--price"}) {
        const auto refused = parse_options({"--repro", "/r", other});
        REQUIRE(refused.has_error());
        CHECK(refused.error().exit_code == 2);
    }
}

TEST_CASE("doctor names what it does not understand") {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"/a", "/b"},
                                                  {"--jsn"},
                                                  {"--time-limit", "0"},
                                                  {"--time-limit", "x"},
                                                  {"--json=yes"},
                                                  {""}}) {
        const auto refused = parse_options(words);
        REQUIRE(refused.has_error());
        CHECK(refused.error().exit_code == 2);
        CHECK(refused.error().text.starts_with("gopls-proxy doctor: "));
    }
    CHECK(parse_options({"--jsn"}).error().text.find("did you mean \"--json\"?") !=
          std::string::npos);
}

TEST_CASE("doctor --help has examples and exit codes") {
    const auto help = parse_options({"--help"});
    REQUIRE(help.has_error());
    CHECK(help.error().exit_code == 0);
    for (const char* part : {"--json", "--fix", "--time-limit", "Examples:", "Exit codes:"}) {
        INFO(part);
        CHECK(help.error().text.find(part) != std::string::npos);
    }
}
