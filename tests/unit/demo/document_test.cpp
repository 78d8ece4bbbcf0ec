#include "demo/document.hpp"

#include "demo/module.hpp"
#include "support/catch.hpp"

using demo::Document;
using demo::Json;
using lsp::Position;

namespace {

Json place(unsigned line, unsigned character) {
    return {{"line", line}, {"character", character}};
}

Json edit(Json start, Json end, const char* text) {
    return {{"range", {{"start", std::move(start)}, {"end", std::move(end)}}}, {"newText", text}};
}

Document with_typed() {
    Document document("file:///m/main.go", std::string(demo::module_files()[1].text));
    for (const auto& typed : demo::unsaved_edits()) {
        document.replace(typed.old, typed.replacement);
    }
    document.replace(demo::late_edit().old, demo::late_edit().replacement);
    return document;
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t n = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++n;
    return n;
}

}  // namespace

TEST_CASE("position_in counts UTF-16 units") {
    const std::string text = "aé€🚀b\nc";
    CHECK(demo::position_in(text, 0) == Position{0, 0});
    CHECK(demo::position_in(text, text.find("€")) == Position{0, 2});
    CHECK(demo::position_in(text, text.find('b')) == Position{0, 5});
    CHECK(demo::position_in(text, text.size()) == Position{1, 1});
}

TEST_CASE("Document::replace changes the text and returns an LSP change") {
    Document document("file:///a.go", "x 🚀 old\n");
    const Json change = document.replace("old", "new\n");
    CHECK(document.text() == "x 🚀 new\n\n");
    CHECK(change ==
          Json{{"range", {{"start", place(0, 5)}, {"end", place(0, 8)}}}, {"text", "new\n"}});
    CHECK(document.version() == 1);
    CHECK(document.next_version() == 2);
    CHECK(document.version() == 2);
    CHECK(document.params_at("new") ==
          Json{{"textDocument", {{"uri", "file:///a.go"}}}, {"position", place(0, 5)}});
}

TEST_CASE("with_edits applies the edits of a reply in any order") {
    const Json edits{edit(place(0, 0), place(0, 1), "A"), edit(place(1, 0), place(1, 1), ""),
                     edit(place(0, 2), place(0, 2), "!")};
    CHECK(demo::with_edits("abc\nd", edits) == "Ab!c\n");
    CHECK(demo::with_edits("abc", Json()) == "abc");
}

TEST_CASE("with_edits rejects invalid edits and positions") {
    CHECK_FALSE(demo::with_edits("abc", Json("text")));
    CHECK_FALSE(demo::with_edits("abc", Json::array({1})));
    CHECK_FALSE(demo::with_edits("abc", Json{edit(place(7, 0), place(7, 1), "")}));
    CHECK_FALSE(demo::with_edits("abc", Json{edit(Json(), place(0, 1), "")}));
}

TEST_CASE("at returns null for a missing member") {
    const Json json{{"a", {{"b", 1}}}, {"list", {7}}};
    CHECK(demo::at(json, "/a/b") == 1);
    CHECK(demo::at(json, "/list/0") == 7);
    for (const char* absent : {"/a/c", "/a/b/c", "/list/1", "/list/x"}) {
        CHECK(demo::at(json, absent).is_null());
    }
    CHECK(demo::at(Json(), "/a").is_null());
}

TEST_CASE("The demo's edits fit its module and move the definition and need formatting once") {
    const std::string on_disk(demo::module_files()[1].text);
    const Document document = with_typed();
    for (const auto part :
         {demo::kCall, demo::kDefinition, demo::kUnsavedDoc, demo::formatting().old}) {
        INFO(part);
        CHECK(count(document.text(), part) == 1);
    }
    CHECK(on_disk.find(demo::kUnsavedDoc) == std::string::npos);
    const Document before("file:///m/main.go", on_disk);
    CHECK(document.position_of(demo::kDefinition).line !=
          before.position_of(demo::kDefinition).line);
}
