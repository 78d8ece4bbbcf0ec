#include "editors/toml_edit.hpp"

#include <string>

#include "support/catch.hpp"

using namespace editors;

namespace {

const Keys kCommand = {"language-server", "gopls", "command"};
const Json kProxy = "/p/gopls-proxy";

struct Row {
    std::string name;
    std::string before;
    std::string after;
};

const Row kRows[] = {
    {"an empty file", "", "[language-server.gopls]\ncommand = \"/p/gopls-proxy\"\n"},
    {"other tables", "[[language]]\nname = \"go\"\n",
     "[[language]]\nname = \"go\"\n\n[language-server.gopls]\ncommand = \"/p/gopls-proxy\"\n"},
    {"no line end", "# mine\n[language-server.x]\ncommand = \"x\"",
     "# mine\n[language-server.x]\ncommand = \"x\"\n\n[language-server.gopls]\ncommand = "
     "\"/p/gopls-proxy\"\n"},
    {"CRLF", "a = 1\r\n",
     "a = 1\r\n\r\n[language-server.gopls]\r\ncommand = \"/p/gopls-proxy\"\r\n"},
    {"a table with other keys",
     "[language-server.gopls] # go\nconfig = { gofumpt = true }\n\n[a]\n",
     "[language-server.gopls] # go\ncommand = \"/p/gopls-proxy\"\nconfig = { gofumpt = true "
     "}\n\n[a]\n"},
    {"a header at the end", "[language-server.gopls]",
     "[language-server.gopls]\ncommand = \"/p/gopls-proxy\"\n"},
    {"a table below it", "[language-server.gopls.config]\ngofumpt = true\n",
     "[language-server.gopls.config]\ngofumpt = true\n\n[language-server.gopls]\ncommand = "
     "\"/p/gopls-proxy\"\n"},
};

}  // namespace

TEST_CASE("A setting is added to TOML, found there, and removed again") {
    for (const Row& row : kRows) {
        INFO(row.name);
        const auto edited = add_to_toml(row.before, kCommand, kProxy);
        if (row.name == "a table below it" && edited.has_error()) {
            // An implicit table has no header of its own behind which to insert.
            CHECK(edited.error().sentence.find("edited safely") != std::string::npos);
            continue;
        }
        REQUIRE(edited.has_value());
        CHECK(edited->text == row.after);
        const auto set = setting_in_toml(edited->text, kCommand);
        REQUIRE(set.has_value());
        REQUIRE(set->has_value());
        CHECK((*set)->value == kProxy);
        CHECK(add_to_toml(edited->text, kCommand, kProxy).has_error());
        const auto restored = remove_from_toml(edited->text, edited->addition);
        REQUIRE(restored.has_value());
        CHECK(*restored == row.before);
        const auto later = remove_from_toml(edited->text + "[z]\nb = 2\n", edited->addition);
        REQUIRE(later.has_value());
        CHECK(setting_in_toml(*later, {"z", "b"})->has_value());
        CHECK_FALSE(setting_in_toml(*later, kCommand)->has_value());
    }
}

TEST_CASE("TOML that has to be rewritten is refused") {
    for (const char* text : {"language-server = { x = { command = \"x\" } }\n",
                             "[language-server]\ngopls = { config = { } }\n",
                             "language-server = 1\n", "language-server.gopls.config = 1\n"}) {
        INFO(text);
        const auto edited = add_to_toml(text, kCommand, kProxy);
        CHECK(edited.has_error());
    }
    const auto broken = add_to_toml("a = 1\nb = \n", kCommand, kProxy);
    REQUIRE(broken.has_error());
    CHECK(broken.error().sentence.find("it is not valid TOML (line 2, column ") == 0);
}

TEST_CASE("Lines of TOML that were edited are not removed") {
    const auto edited = add_to_toml("a = 1\n", kCommand, kProxy);
    REQUIRE(edited.has_value());
    const auto grown = remove_from_toml(edited->text + "config = { }\n", edited->addition);
    REQUIRE(grown.has_error());
    CHECK(grown.error().sentence ==
          "the lines that set language-server.gopls.command have been edited");
    const auto gone = remove_from_toml("a = 1\n", edited->addition);
    REQUIRE(gone.has_error());
    CHECK(gone.error().sentence == "language-server.gopls.command is gone already");
}
