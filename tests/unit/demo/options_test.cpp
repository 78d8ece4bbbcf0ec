#include "demo/options.hpp"

#include <array>

#include "support/catch.hpp"

namespace {

constexpr std::array<std::string_view, 2> kScenarios{"load", "steady"};

auto parse(std::vector<std::string> arguments) {
    return demo::parse_options(std::move(arguments), kScenarios);
}

}  // namespace

TEST_CASE("demo without arguments plays every scenario") {
    const auto options = parse({});
    REQUIRE(options.has_value());
    CHECK(options->scenario.empty());
    CHECK(options->gopls.empty());
    CHECK_FALSE(options->json);
    CHECK_FALSE(options->list);
    CHECK_FALSE(options->keep);
}

TEST_CASE("demo accepts its options in any order and both spellings") {
    const auto options =
        parse({"--keep", "--scenario=steady", "--json", "--gopls", "/x/gopls", "--list"});
    REQUIRE(options.has_value());
    CHECK(options->scenario == "steady");
    CHECK(options->gopls == "/x/gopls");
    CHECK(options->json);
    CHECK(options->list);
    CHECK(options->keep);
}

TEST_CASE("demo reports an invalid argument with the allowed ones") {
    struct Row {
        std::vector<std::string> words;
        std::string sentence;
    };
    const std::string allowed = "; allowed: --help, --scenario, --gopls, --json, --list or --keep";
    for (const Row& row : {
             Row{{"nonsense"}, "unexpected argument \"nonsense\"" + allowed},
             Row{{"--list", "--jsn"},
                 "unexpected argument \"--jsn\"" + allowed + "; did you mean \"--json\"?"},
             Row{{"--scenario", "nonsense"},
                 "invalid value \"nonsense\" for --scenario; allowed: load or steady"},
             Row{{"--scenario="}, "missing value for --scenario"},
             Row{{"--scenario=stedy"},
                 "invalid value \"stedy\" for --scenario; allowed: load or steady; did you mean "
                 "\"steady\"?"},
             Row{{"--gopls"}, "missing value for --gopls"},
             Row{{"--keep", "--json=no"},
                 "unexpected argument \"--json=no\": --json takes no value"},
         }) {
        const auto refused = parse(row.words);
        REQUIRE(refused.has_error());
        CHECK(refused.error().exit_code == 2);
        CHECK(refused.error().text ==
              "gopls-proxy demo: " + row.sentence + " (see gopls-proxy demo --help)\n");
    }
}

TEST_CASE("demo --help explains with examples") {
    const auto help = parse({"--help"});
    REQUIRE(help.has_error());
    CHECK(help.error().exit_code == 0);
    for (const char* part : {"--scenario", "--json", "--list", "--keep", "--gopls",
                             "Examples:", "gopls-proxy demo --json"}) {
        CHECK(help.error().text.find(part) != std::string::npos);
    }
}
