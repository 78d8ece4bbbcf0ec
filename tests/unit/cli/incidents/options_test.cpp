#include "cli/incidents/options.hpp"

#include "support/catch.hpp"

using cli::incidents::parse_options;
using cli::incidents::View;

TEST_CASE("incidents without words lists them") {
    const auto options = parse_options({});
    REQUIRE(options.has_value());
    CHECK(options->view == View::kList);
    CHECK_FALSE(options->json);
}

TEST_CASE("incidents takes a word, an id, and --json on either side") {
    struct Row {
        std::vector<std::string> words;
        View view;
        std::string id;
        bool json;
    };
    for (const Row& row : {
             Row{{"list"}, View::kList, "latest", false},
             Row{{"--json"}, View::kList, "latest", true},
             Row{{"list", "--json"}, View::kList, "latest", true},
             Row{{"show"}, View::kShow, "latest", false},
             Row{{"show", "2026"}, View::kShow, "2026", false},
             Row{{"--json", "show", "2026"}, View::kShow, "2026", true},
             Row{{"show", "2026", "--json"}, View::kShow, "2026", true},
             Row{{"report", "stopped"}, View::kReport, "stopped", false},
         }) {
        const auto options = parse_options(row.words);
        REQUIRE(options.has_value());
        CHECK(options->view == row.view);
        CHECK(options->id == row.id);
        CHECK(options->json == row.json);
    }
}

TEST_CASE("incidents names what it does not understand, and the allowed words") {
    struct Row {
        std::vector<std::string> words;
        std::string sentence;
    };
    for (const Row& row : {
             Row{{"nonsense"},
                 "unexpected argument \"nonsense\"; allowed: list, show, report, --help or --json"},
             Row{{"shwo"},
                 "unexpected argument \"shwo\"; allowed: list, show, report, --help or --json; did "
                 "you mean \"show\"?"},
             Row{{"list", "nonsense"},
                 "unexpected argument \"nonsense\"; allowed: --help or --json"},
             Row{{"show", "--nonsense"},
                 "unexpected argument \"--nonsense\"; allowed: --help, --json or id"},
             Row{{"show", "a", "b"}, "unexpected argument \"b\"; allowed: --help, --json or id"},
             Row{{"report", "--json"},
                 "report prints Markdown, not JSON; use `show --json` for JSON"},
         }) {
        const auto refused = parse_options(row.words);
        REQUIRE(refused.has_error());
        CHECK(refused.error().exit_code == 2);
        CHECK(refused.error().text ==
              "gopls-proxy incidents: " + row.sentence + " (see gopls-proxy incidents --help)\n");
    }
}

TEST_CASE("incidents --help explains the command, or one of its words") {
    const auto help = parse_options({"--help"});
    REQUIRE(help.has_error());
    CHECK(help.error().exit_code == 0);
    for (const char* part : {"list", "show", "report", "--json", "Examples:", "Exit codes:"}) {
        CHECK(help.error().text.find(part) != std::string::npos);
    }
    const auto of_show = parse_options({"show", "--help"});
    REQUIRE(of_show.has_error());
    CHECK(of_show.error().exit_code == 0);
    CHECK(of_show.error().text.find("gopls-proxy incidents show [OPTIONS]") != std::string::npos);
}
