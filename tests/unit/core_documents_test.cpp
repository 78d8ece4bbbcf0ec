#include "core/documents.hpp"

#include <nlohmann/json.hpp>

#include "lsp/message.hpp"
#include "support/catch.hpp"

using core::Documents;
using Outcome = core::Documents::Outcome;

namespace {

constexpr auto kOpen = "textDocument/didOpen";
constexpr auto kChange = "textDocument/didChange";
constexpr auto kClose = "textDocument/didClose";
const std::string kUri = "file:///a.go";

/// A mirror and the count of the messages it was told.
struct Mirror {
    Documents documents;
    std::uint64_t order = 0;

    Outcome tell(const char* method, const std::string& params) {
        return documents.notified(method, params, ++order);
    }
    Outcome open(const std::string& raw_text, int version = 1) {
        return tell(kOpen, R"({"textDocument":{"uri":")" + kUri +
                               R"(","languageId":"go","version":)" + std::to_string(version) +
                               R"(,"text":")" + raw_text + R"("}})");
    }
    Outcome change(const std::string& changes, int version = 2) {
        return tell(kChange, R"({"textDocument":{"uri":")" + kUri + R"(","version":)" +
                                 std::to_string(version) + R"(},"contentChanges":[)" + changes +
                                 "]}");
    }
    Outcome close() { return tell(kClose, R"({"textDocument":{"uri":")" + kUri + R"("}})"); }
    const core::Document& document() {
        REQUIRE(documents.find(kUri));
        return *documents.find(kUri);
    }
};

std::string edit(int line, int from, int to, const std::string& raw_text) {
    const auto at = [&](int character) {
        return R"({"line":)" + std::to_string(line) + R"(,"character":)" +
               std::to_string(character) + "}";
    };
    return R"({"range":{"start":)" + at(from) + R"(,"end":)" + at(to) + R"(},"text":")" + raw_text +
           R"("})";
}

std::string full(const std::string& raw_text) {
    return R"({"text":")" + raw_text + R"("})";
}

}  // namespace

TEST_CASE("a document is mirrored from its opening to its close") {
    Mirror m;
    CHECK(m.open("package a\\n") == Outcome::kApplied);
    CHECK(m.document().text.str() == "package a\n");
    CHECK(m.document().version == 1);
    CHECK(m.document().language_id == "go");
    CHECK(m.document().changed_order == 1);
    CHECK(m.change(edit(0, 8, 9, "b"), 7) == Outcome::kApplied);
    CHECK(m.document().text.str() == "package b\n");
    CHECK(m.document().version == 7);
    CHECK(m.document().changed_order == 2);
    CHECK(m.close() == Outcome::kApplied);
    CHECK(m.documents.all().empty());
}

TEST_CASE("edits count in UTF-16 units") {
    struct Row {
        const char* what;
        std::string before;  // as it stands in JSON
        std::string change;
        std::string after;
    };
    const std::vector<Row> rows = {
        {"an emoji is two", "\U0001F600x", edit(0, 2, 3, "y"), "\U0001F600y"},
        {"written as a surrogate pair", R"(\ud83d\ude00x)", edit(0, 2, 3, "y"), "\U0001F600y"},
        {"an emoji taken out", "a\U0001F600b", edit(0, 1, 3, ""), "ab"},
        {"an emoji put in", "ab", edit(0, 1, 1, R"(\ud83d\ude00)"), "a\U0001F600b"},
        {"one of three bytes is one", "\u20acx", edit(0, 1, 2, "y"), "\u20acy"},
        {"CRLF stays", R"(a\r\nb\r\n)", edit(1, 0, 1, "c"), "a\r\nc\r\n"},
        {"the line after the last", R"(a\n)", edit(1, 0, 0, "b"), "a\nb"},
        {"quotes and backslashes", R"(a)", edit(0, 1, 1, R"(\"\\\t)"), "a\"\\\t"},
        {"a full text", "a", full("b"), "b"},
        {"a full text, then an edit of it", "a", full("bc") + "," + edit(0, 1, 2, "d"), "bd"},
        {"several, each on the outcome of the one before", "abc",
         edit(0, 0, 1, "") + "," + edit(0, 0, 1, "x"), "xc"},
    };
    for (const Row& row : rows) {
        INFO(row.what);
        Mirror m;
        REQUIRE(m.open(row.before) == Outcome::kApplied);
        CHECK(m.change(row.change) == Outcome::kApplied);
        CHECK(m.document().text.str() == row.after);
        CHECK(m.document().trusted);
    }
}

TEST_CASE("an edit that does not fit makes the document untrusted") {
    const auto change = GENERATE(
        as<std::string>(), edit(9, 0, 0, "x"), edit(0, 50, 51, "x"), edit(0, 2, 1, "x"),
        R"({"range":{"start":{"line":0},"end":{"line":0,"character":1}},"text":"x"})",
        R"({"range":{"start":{"line":-1,"character":0},"end":{"line":0,"character":1}},"text":"x"})",
        R"({"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":1}}})", "7");
    Mirror m;
    m.open("abc");
    CHECK(m.change(change) == Outcome::kDistrusted);
    CHECK_FALSE(m.document().trusted);
    CHECK_FALSE(m.document().distrust.empty());
    CHECK_FALSE(m.documents.all_trusted());

    SECTION("further edits do not make it whole") {
        CHECK(m.change(edit(0, 0, 0, "x"), 3) == Outcome::kDistrusted);
        CHECK_FALSE(m.document().trusted);
    }
    SECTION("a full text does") {
        CHECK(m.change(full("new"), 3) == Outcome::kApplied);
        CHECK(m.document().trusted);
        CHECK(m.document().text.str() == "new");
        CHECK(m.document().version == 3);
    }
    SECTION("also in the middle of a message") {
        CHECK(m.change(edit(0, 0, 0, "x") + "," + full("new") + "," + edit(0, 0, 1, "N"), 3) ==
              Outcome::kApplied);
        CHECK(m.document().trusted);
        CHECK(m.document().text.str() == "New");
    }
    SECTION("so does its close") {
        m.close();
        CHECK(m.documents.all_trusted());
    }
    SECTION("so does opening it again") {
        CHECK(m.open("fresh", 9) == Outcome::kApplied);
        CHECK(m.document().trusted);
    }
}

TEST_CASE("opened twice, the second text counts") {
    Mirror m;
    m.open("one");
    m.open("two", 5);
    CHECK(m.documents.all().size() == 1);
    CHECK(m.document().text.str() == "two");
    CHECK(m.document().version == 5);
}

TEST_CASE("a lone surrogate is not mirrored") {
    Mirror m;
    CHECK(m.open(R"(a\ud83d)") == Outcome::kDistrusted);
    CHECK_FALSE(m.document().trusted);
    m.change(full("whole"));
    CHECK(m.document().trusted);
    CHECK(m.change(edit(0, 0, 0, R"(\ude00)")) == Outcome::kDistrusted);
    CHECK_FALSE(m.document().trusted);
}

TEST_CASE("bad UTF-8 is not mirrored") {
    Mirror m;
    SECTION("in the opening") {
        CHECK(m.open("a\xff") == Outcome::kDistrusted);
    }
    SECTION("in a full text") {
        m.open("a");
        CHECK(m.change(full("a\xc3")) == Outcome::kDistrusted);
    }
    SECTION("in an edit") {
        m.open("a");
        CHECK(m.change(edit(0, 0, 0, "\xed\xa0\x80")) == Outcome::kDistrusted);
    }
    CHECK_FALSE(m.documents.all_trusted());
}

TEST_CASE("what concerns no open document") {
    Mirror m;
    CHECK(m.tell("textDocument/didSave", "{}") == Outcome::kNotMine);
    CHECK(m.tell("workspace/didChangeConfiguration", "{}") == Outcome::kNotMine);
    CHECK(m.change(full("x")) == Outcome::kDistrusted);
    CHECK(m.close() == Outcome::kApplied);
    CHECK(m.documents.all().empty());
}

TEST_CASE("messages that are no messages do not throw") {
    const auto params =
        GENERATE(as<std::string>(), "", "null", "[]", "7", R"({"textDocument":null})",
                 R"({"textDocument":{"uri":7}})", R"({"textDocument":{"uri":"x"}})",
                 R"({"textDocument":{"uri":"x","version":1},"contentChanges":{}})");
    Mirror m;
    m.open("a");
    for (const char* method : {kOpen, kChange, kClose}) m.tell(method, params);
    CHECK(m.document().text.str() == "a");
}

TEST_CASE("an open document with broken changes is distrusted, not lost") {
    Mirror m;
    m.open("a");
    SECTION("no version") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go"},"contentChanges":[]})");
    }
    SECTION("no changes") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":2}})");
    }
    SECTION("a version that is no JSON") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":9{}},)"
                        R"("}ontentChanges":[{"[]range":{"start":1:2]},"text":"x"}]})");
    }
    SECTION("a change that is no JSON") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":2},)"
                        R"("contentChanges":[{"[]range":{"start":1:2]},"text":"x"}]})");
    }
    CHECK_FALSE(m.document().trusted);
}

TEST_CASE("the didOpen gives text, version and URI back exactly") {
    core::Document document;
    document.language_id = "go";
    document.version = 42;
    document.text = lsp::Rope("a\r\n\"\\\t\U0001F600\u2028\x01");
    const std::string uri = "file:///w/a \"b\"%20.go";
    const std::string frame = Documents::did_open(uri, document);
    const auto message = nlohmann::json::parse(lsp::body_of(frame));
    CHECK(message.at("method") == kOpen);
    const auto item = message.at("params").at("textDocument");
    CHECK(item.at("text") == document.text.str());
    CHECK(item.at("version") == 42);
    CHECK(item.at("uri") == uri);
    CHECK(item.at("languageId") == "go");
}

TEST_CASE("the URI of a message") {
    const auto uri = [](const std::string& document) {
        return core::text_document_uri(R"({"params":{"textDocument":)" + document + "}}");
    };
    CHECK(uri(R"({"uri":"file:///a.go"})") == "file:///a.go");
    CHECK(uri(R"({"version":1,"uri":"file:\/\/\/\u0061.go"})") == "file:///a.go");
    CHECK(uri(R"({"uri":7})").empty());
    CHECK(uri("null").empty());
    CHECK(core::text_document_uri("").empty());
}
