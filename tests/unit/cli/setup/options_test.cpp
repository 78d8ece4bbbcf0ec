#include "cli/setup/options.hpp"

#include "editors/known.hpp"
#include "support/catch.hpp"

using cli::setup::parse_options;

TEST_CASE("setup takes an editor and its flags in any order") {
    const auto none = parse_options({});
    REQUIRE(none.has_value());
    CHECK(none->editor.empty());
    CHECK_FALSE((none->undo || none->yes || none->dry_run || none->json));
    const auto all = parse_options({"--json", "vscode", "--undo", "--yes"});
    REQUIRE(all.has_value());
    CHECK(all->editor == "vscode");
    CHECK((all->undo && all->yes && all->json));
    CHECK(parse_options({"--dry-run"})->dry_run);
}

TEST_CASE("setup names what it does not understand") {
    struct Row {
        std::vector<std::string> words;
        std::string part;
    };
    for (const Row& row : {
             Row{{"vscod"}, "unknown editor \"vscod\"; allowed: vscode, "},
             Row{{"vscod"}, "did you mean \"vscode\"?"},
             Row{{"zed", "helix"}, "unexpected argument \"helix\""},
             Row{{"--force"}, "unexpected argument \"--force\""},
             Row{{"--yes", "--dry-run"}, "--yes and --dry-run exclude each other"},
         }) {
        const auto refused = parse_options(row.words);
        REQUIRE(refused.has_error());
        CHECK(refused.error().exit_code == 2);
        INFO(refused.error().text);
        CHECK(refused.error().text.find(row.part) != std::string::npos);
    }
}

TEST_CASE("setup --help names every editor") {
    const auto help = parse_options({"--help"});
    REQUIRE(help.has_error());
    CHECK(help.error().exit_code == 0);
    for (const auto& editor : editors::known_editors()) {
        INFO(editor.id);
        CHECK(help.error().text.find(" " + std::string(editor.id)) != std::string::npos);
    }
    for (const char* part : {"--undo", "--yes", "--dry-run", "Examples:", "Exit codes:"}) {
        CHECK(help.error().text.find(part) != std::string::npos);
    }
}
