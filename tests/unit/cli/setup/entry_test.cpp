#include "cli/setup/entry.hpp"

#include <set>

#include "cli/setup/snippets.hpp"
#include "support/catch.hpp"

using namespace cli::setup;

TEST_CASE("Every editor has an id of its own, marks, and a setting or a snippet") {
    std::set<std::string_view> ids;
    for (const Editor& editor : known_editors()) {
        INFO(editor.id);
        CHECK(ids.insert(editor.id).second);
        CHECK_FALSE(editor.name.empty());
        CHECK_FALSE(editor.marks.empty());
        const bool by_hand = editor.way == Way::kByHand;
        CHECK(by_hand == !editor.snippets.empty());
        CHECK((by_hand || !editor.files.empty()));
        CHECK((by_hand || !entry_of(editor.way, {"/p", "/g"}).places.empty()));
        for (const std::string_view path : editor.snippets) {
            INFO(path);
            const bool is_data = path.starts_with("goland/");  // only its template has a command
            CHECK((is_data || snippet(path).find("gopls-proxy") != std::string_view::npos));
            CHECK_FALSE(snippet(path).empty());
        }
    }
    CHECK(snippet("vim/nothing.vim").empty());
    CHECK(editor_named("nothing") == nullptr);
}
