#include "cli/setup/journal.hpp"

#include <sys/stat.h>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using namespace cli::setup;
using unit_test::TempFolder;

namespace {

Entered entered(const std::string& editor, const std::string& file) {
    Entered entry;
    entry.editor = editor;
    entry.file = file;
    entry.format = editor == "helix" ? Format::kToml : Format::kJson;
    entry.created = true;
    entry.backup = file + ".backup";
    entry.addition = {{"lsp", "go"}, {{"command", "/p"}}, 2, true, "\r\n\t\"lsp\": …", true};
    return entry;
}

}  // namespace

TEST_CASE("The record of additions is read as it was written") {
    const TempFolder folder;
    const std::string path = folder / "state/gopls-proxy/setup.json";
    CHECK(read_journal(path)->empty());
    REQUIRE(write_journal(path, {entered("helix", "/a"), entered("zed", "/b")}).has_value());
    const auto entries = read_journal(path);
    REQUIRE(entries.has_value());
    REQUIRE(entries->size() == 2);
    CHECK(to_text(*entries) == unit_test::content_of(path));
    const Entered& first = entries->front();
    CHECK(first.format == Format::kToml);
    CHECK(first.created);
    CHECK(first.backup == "/a.backup");
    CHECK(first.addition.keys == Keys{"lsp", "go"});
    CHECK(first.addition.value == Json{{"command", "/p"}});
    CHECK(first.addition.made == 2);
    CHECK(first.addition.made_root);
    CHECK(first.addition.piece == "\r\n\t\"lsp\": …");
    CHECK(first.addition.comma);
    CHECK(entry_for(*entries, "zed", "/b") == &entries->back());
    CHECK(entry_for(*entries, "zed", "/a") == nullptr);
    CHECK(without_entry(*entries, "zed", "/b").size() == 1);
    CHECK(without_entry(*entries, "helix", "/b").size() == 2);
    REQUIRE(write_journal(path, {}).has_value());
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("A damaged record is reported and not replaced") {
    for (const char* text :
         {"", "{", "[]", "{\"version\": 1}", "{\"version\": 1, \"added\": [{}]}",
          "{\"version\": 1, \"added\": [1]}", "{\"version\": 2, \"added\": []}"}) {
        INFO(text);
        CHECK(entries_from(text).has_error());
    }
    const TempFolder folder;
    const std::string path = folder.write("setup.json", "{");
    const auto entries = read_journal(path);
    REQUIRE(entries.has_error());
    CHECK(entries.error().sentence ==
          path + ", the record of what was added, cannot be used: it is damaged");
}
