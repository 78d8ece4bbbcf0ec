#include "cli/health/messages.hpp"

#include "lsp/text.hpp"
#include "support/catch.hpp"

using cli::health::Document;
using cli::health::Kind;
using nlohmann::json;

TEST_CASE("initialize names the folder and asks for progress") {
    const json params = cli::health::initialize_params("/w/a b", 7, nullptr);
    CHECK(params.at("processId") == 7);
    CHECK(params.at("workspaceFolders") ==
          json::parse(R"([{"uri": "file:///w/a%20b", "name": "/w/a b"}])"));
    CHECK(params.at("capabilities").at("window").at("workDoneProgress") == true);
    CHECK(params.at("capabilities").at("textDocument").at("hover").at("contentFormat").size() == 2);
    CHECK_FALSE(params.contains("initializationOptions"));
    CHECK(cli::health::initialize_params("/w", 7, {{"staticcheck", true}})
              .at("initializationOptions") == json{{"staticcheck", true}});
}

TEST_CASE("each kind of request has its method and params") {
    const auto params = [](Kind kind) {
        return cli::health::request_params(kind, "file:///a.go", {2, 5});
    };
    CHECK(cli::health::method_of(Kind::kDefinition) == "textDocument/definition");
    CHECK(cli::health::method_of(Kind::kAfterSave) == "textDocument/hover");
    CHECK(params(Kind::kHover) == json::parse(R"({"textDocument": {"uri": "file:///a.go"},
        "position": {"line": 2, "character": 5}})"));
    CHECK(params(Kind::kReferences).at("context").at("includeDeclaration") == true);
    CHECK(params(Kind::kCompletion).at("context").at("triggerKind") == 1);
}

TEST_CASE("an edit appends a comment, and the undo restores the text") {
    Document document{"file:///a.go", "package a // 😀\nvar x = 1"};
    const std::string original = document.text;
    const json edit = cli::health::edit_params(document);
    CHECK(edit.at("textDocument").at("version") == 2);
    REQUIRE(edit.at("contentChanges").is_array());
    REQUIRE(edit.at("contentChanges").size() == 1);
    const json change = edit.at("contentChanges").at(0);
    const json end = change.at("range").at("end");
    CHECK(change.at("range").at("start") == end);
    const lsp::Position place{end.at("line"), end.at("character")};
    std::string edited = original;
    const auto comment = change.at("text").get<std::string>();
    REQUIRE(lsp::apply_edit(edited, {place, place}, comment).has_value());
    CHECK(edited == original + comment);
    CHECK(comment.find("//") != std::string::npos);

    const json undo = cli::health::undo_params(document);
    CHECK(undo.at("textDocument").at("version") == 3);
    CHECK(undo.at("contentChanges") == json::array({{{"text", original}}}));
    CHECK(document.text == original);
}

TEST_CASE("the heap is read from the result of gopls.mem_stats") {
    CHECK(cli::health::heap_in(json::parse(R"({"HeapAlloc": 12345, "HeapInUse": 1})")) == 12345);
    CHECK_FALSE(cli::health::heap_in(nullptr));
    CHECK_FALSE(cli::health::heap_in({{"HeapAlloc", "12345"}}));
}
