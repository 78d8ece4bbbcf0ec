#include "core/mirror/documents.hpp"

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
const std::string kKey = "/a.go";

/// A mirror and the number of messages it has received.
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
        REQUIRE(documents.find(kKey));
        return *documents.find(kKey);
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

TEST_CASE("A document is mirrored from open to close") {
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

TEST_CASE("Edits count in UTF-16 units") {
    struct Row {
        const char* what;
        std::string before;  // as it stands in JSON
        std::string change;
        std::string after;
    };
    const std::vector<Row> rows = {
        {"an emoji counts as two", "\U0001F600x", edit(0, 2, 3, "y"), "\U0001F600y"},
        {"written as a surrogate pair", R"(\ud83d\ude00x)", edit(0, 2, 3, "y"), "\U0001F600y"},
        {"an emoji deleted", "a\U0001F600b", edit(0, 1, 3, ""), "ab"},
        {"an emoji inserted", "ab", edit(0, 1, 1, R"(\ud83d\ude00)"), "a\U0001F600b"},
        {"a three-byte character counts as one", "\u20acx", edit(0, 1, 2, "y"), "\u20acy"},
        {"CRLF stays", R"(a\r\nb\r\n)", edit(1, 0, 1, "c"), "a\r\nc\r\n"},
        {"the line after the last", R"(a\n)", edit(1, 0, 0, "b"), "a\nb"},
        {"quotes and backslashes", R"(a)", edit(0, 1, 1, R"(\"\\\t)"), "a\"\\\t"},
        {"a full text", "a", full("b"), "b"},
        {"a lone CR does not end a line", R"(a\rb)", edit(0, 2, 3, "c"), "a\rc"},
        {"in the middle of a pair", "\U0001F600x", edit(0, 1, 2, ""), "x"},
        {"several edits apply in sequence", "abc", edit(0, 0, 1, "") + "," + edit(0, 0, 1, "x"),
         "xc"},
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

TEST_CASE("An invalid edit makes the document untrusted") {
    const auto change = GENERATE(
        as<std::string>(), edit(9, 0, 0, "x"), edit(0, 50, 51, "x"), edit(0, 2, 1, "x"),
        R"({"range":{"start":{"line":-1,"character":0},"end":{"line":0,"character":1}},"text":"x"})",
        R"({"range":{"start":{"line":0.0,"character":0},"end":{"line":0,"character":1}},"text":"x"})",
        R"({"range":[],"text":"x"})", R"({"rangeLength":-1,"text":"x"})",
        R"({"rangeLength":1,"text":"x"})", R"({"text":7})", "7",
        full("a full text") + "," + edit(0, 0, 0, "and an edit"));
    Mirror m;
    m.open("abc");
    CHECK(m.change(change) == Outcome::kDistrusted);
    CHECK_FALSE(m.document().trusted);
    CHECK_FALSE(m.document().distrust.empty());
    CHECK_FALSE(m.documents.all_trusted());
    CHECK(m.document().text.str() == "abc");

    SECTION("further edits apply but do not restore trust") {
        CHECK(m.change(edit(0, 0, 0, "x"), 3) == Outcome::kApplied);
        CHECK_FALSE(m.document().trusted);
        CHECK(m.document().text.str() == "xabc");
    }
    SECTION("a full text restores trust") {
        CHECK(m.change(full("new"), 3) == Outcome::kApplied);
        CHECK(m.document().trusted);
        CHECK(m.document().text.str() == "new");
        CHECK(m.document().version == 3);
    }
    SECTION("a close removes the document") {
        m.close();
        CHECK(m.documents.all_trusted());
    }
    SECTION("opening it again restores trust") {
        CHECK(m.open("fresh", 9) == Outcome::kApplied);
        CHECK(m.document().trusted);
    }
}

TEST_CASE("A second open replaces the text") {
    Mirror m;
    m.open("one");
    m.open("two", 5);
    CHECK(m.documents.all().size() == 1);
    CHECK(m.document().text.str() == "two");
    CHECK(m.document().version == 5);
}

TEST_CASE("Invalid Unicode is read as gopls reads it") {
    const auto written =
        GENERATE(as<std::string>(), R"(\ud83d)", R"(\ude00)", R"(\uDBFF)", "\xff", "\xc3");
    INFO(written);
    Mirror m;
    CHECK(m.open("a" + written + "b") == Outcome::kApplied);
    CHECK(m.document().text.str() ==
          "a\xef\xbf\xbd"
          "b");
    CHECK(m.change(edit(0, 2, 3, written)) == Outcome::kApplied);
    CHECK(m.document().text.str() == "a\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(m.change(full(written)) == Outcome::kApplied);
    CHECK(m.document().text.str() == "\xef\xbf\xbd");
    CHECK(m.documents.all_trusted());
}

TEST_CASE("Omitted members have gopls's defaults") {
    Mirror m;
    m.tell(kOpen, R"({"textDocument":{"uri":"file:///a.go"}})");
    CHECK(m.document().text.str().empty());
    CHECK(m.document().language_id.empty());
    CHECK(m.document().version == 0);
    m.change(full("abc"), 3);
    SECTION("a position in a range and the text") {
        CHECK(m.change(R"({"range":{"end":{"character":2}}})") == Outcome::kApplied);
        CHECK(m.document().text.str() == "c");
    }
    SECTION("an empty change replaces the whole text") {
        CHECK(m.change("{}") == Outcome::kApplied);
        CHECK(m.document().text.str().empty());
    }
    SECTION("null is the same as omitted") {
        CHECK(m.change(R"({"range":null,"rangeLength":null,"text":null})") == Outcome::kApplied);
        CHECK(m.document().text.str().empty());
    }
    SECTION("the version") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":null},)"
                        R"("contentChanges":[{"text":"x"}]})");
        CHECK(m.document().version == 0);
        CHECK(m.document().text.str() == "x");
    }
    SECTION("without changes gopls ignores the message and its version") {
        const auto changes =
            GENERATE(as<std::string>(), "", R"(,"contentChanges":[])", R"(,"contentChanges":null)");
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":9})" + changes + "}");
        CHECK(m.document().version == 3);
        CHECK(m.document().text.str() == "abc");
    }
    CHECK(m.documents.all_trusted());
}

TEST_CASE("All spellings of a URI name the same document") {
    const auto spelling = GENERATE(as<std::string>(), "file:///p%40c/a.go", "file:///p@c/a.go",
                                   "file:///%70@c/a.go", "file:///p%40c/%61.go", "file://p@c/a.go",
                                   R"(file:\/\/\/p@c\/a.go)", R"(\u0066ile:///p%40c/a.go)");
    INFO(spelling);
    Mirror m;
    const auto tell = [&](const char* method, const std::string& uri, const std::string& rest) {
        return m.tell(method, R"({"textDocument":{"uri":")" + uri + R"(")" + rest);
    };
    tell(kOpen, "file:///p%40c/a.go", R"(,"text":"one"}})");
    CHECK(tell(kChange, spelling, R"(},"contentChanges":[)" + edit(0, 0, 1, "O") + "]}") ==
          Outcome::kApplied);
    REQUIRE(m.documents.find("/p@c/a.go"));
    CHECK(m.documents.find("/p@c/a.go")->text.str() == "One");
    CHECK(m.documents.find("/p@c/a.go")->uri == "file:///p%40c/a.go");
    tell(kClose, spelling, "}}");
    CHECK(m.documents.all().empty());
    CHECK(m.documents.all_trusted());
}

TEST_CASE("gopls applies a folder's URI to all files in it and all become untrusted") {
    Mirror m;
    m.tell(kOpen, R"({"textDocument":{"uri":"file:///w/b.go","text":"b"}})");
    const auto [method, rest] = GENERATE(
        table<std::string, std::string>({{kOpen, R"(,"text":"x"}})"},
                                         {kChange, R"(},"contentChanges":[{"text":"x"}]})"},
                                         {kClose, "}}"}}));
    const auto uri = GENERATE(as<std::string>(), "file:///w", "file:///w/", "file:///");
    INFO(method << " " << uri);
    CHECK(m.tell(method.c_str(), R"({"textDocument":{"uri":")" + uri + R"(")" + rest) ==
          Outcome::kDistrusted);
    CHECK_FALSE(m.documents.all_trusted());
    m.tell(kChange, R"({"textDocument":{"uri":"file:///w/b.go"},"contentChanges":[{"text":"c"}]})");
    CHECK_FALSE(m.documents.all_trusted());
    m.tell(kClose, R"({"textDocument":{"uri":""}})");
    CHECK_FALSE(m.documents.all_trusted());
    m.tell(kClose, R"({"textDocument":{"uri":"file:///w/b.go"}})");
    CHECK(m.documents.all_trusted());
}

TEST_CASE("Other folders and names with a common prefix are unaffected") {
    Mirror m;
    m.tell(kOpen, R"({"textDocument":{"uri":"file:///w/b.go","text":"b"}})");
    m.tell(kOpen, R"({"textDocument":{"uri":"file:///w/b","text":"x"}})");
    m.tell(kClose, R"({"textDocument":{"uri":"file:///v"}})");
    CHECK(m.documents.all_trusted());
}

TEST_CASE("An edit of a document that is not open makes the mirror uncertain") {
    Mirror m;
    CHECK(m.change(full("x")) == Outcome::kDistrusted);
    CHECK(m.change(full("y")) == Outcome::kApplied);  // reported only once
    CHECK_FALSE(m.documents.all_trusted());
    SECTION("until it is opened") {
        m.open("a");
    }
    SECTION("until it is closed") {
        m.close();
    }
    CHECK(m.documents.all_trusted());
}

TEST_CASE("An edit without a document makes all open documents untrusted") {
    Mirror m;
    m.open("a");
    CHECK(m.tell(kChange, R"({"textDocument":{"version":2},"contentChanges":[{"text":"x"}]})") ==
          Outcome::kDistrusted);
    CHECK(m.change(full("b")) == Outcome::kApplied);
    CHECK_FALSE(m.documents.all_trusted());
    m.close();
    CHECK(m.documents.all_trusted());
}

TEST_CASE("A rejected didOpen opens nothing") {
    Mirror m;
    const std::string refused = R"({"textDocument":{"uri":"file:///a.go","version":1.5}})";
    CHECK(m.tell(kOpen, refused) == Outcome::kDistrusted);
    CHECK(m.documents.all().empty());
    m.change(full("gopls ignores this too"));
    CHECK_FALSE(m.documents.all_trusted());
    SECTION("until it is opened") {
        m.open("a");
        CHECK(m.documents.all_trusted());
        SECTION("an open document becomes untrusted") {
            CHECK(m.tell(kOpen, refused) == Outcome::kDistrusted);
            CHECK_FALSE(m.document().trusted);
            m.change(full("b"));
            CHECK(m.document().trusted);
        }
    }
}

TEST_CASE("Messages about other documents do not concern the mirror") {
    Mirror m;
    CHECK(m.tell("textDocument/didSave", "{}") == Outcome::kNotMine);
    CHECK(m.tell("workspace/didChangeConfiguration", "{}") == Outcome::kNotMine);
    for (const char* uri : {"untitled:a.go", "FILE:///a.go", "file:///a%2", "git:/a.go", "/a.go"}) {
        const std::string document = std::string(R"({"textDocument":{"uri":")") + uri + R"("})";
        CHECK(m.tell(kOpen, document + "}") == Outcome::kNotMine);
        CHECK(m.tell(kChange, document + R"(,"contentChanges":[{"text":"x"}]})") ==
              Outcome::kNotMine);
        CHECK(m.tell(kClose, document + "}") == Outcome::kNotMine);
    }
    CHECK(m.close() == Outcome::kApplied);
    CHECK(m.documents.all().empty());
    CHECK(m.documents.all_trusted());
}

TEST_CASE("Malformed messages do not throw") {
    const auto params =
        GENERATE(as<std::string>(), "", "null", "[]", "7", R"({"textDocument":null})",
                 R"({"textDocument":{"uri":7}})", R"({"textDocument":{"uri":"x"}})",
                 R"({"textDocument":{"uri":"x","version":1},"contentChanges":{}})");
    Mirror m;
    m.open("a");
    for (const char* method : {kOpen, kChange, kClose}) m.tell(method, params);
    CHECK(m.document().text.str() == "a");
}

TEST_CASE("An open document with malformed changes becomes untrusted") {
    Mirror m;
    m.open("a");
    SECTION("version out of range") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":2147483648},)"
                        R"("contentChanges":[{"text":"x"}]})");
    }
    SECTION("version not an integer to Go") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":1e0},)"
                        R"("contentChanges":[{"text":"x"}]})");
    }
    SECTION("changes not an array") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go"},"contentChanges":{}})");
    }
    SECTION("version not JSON") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":9{}},)"
                        R"("}ontentChanges":[{"[]range":{"start":1:2]},"text":"x"}]})");
    }
    SECTION("change not JSON") {
        m.tell(kChange, R"({"textDocument":{"uri":"file:///a.go","version":2},)"
                        R"("contentChanges":[{"[]range":{"start":1:2]},"text":"x"}]})");
    }
    CHECK_FALSE(m.document().trusted);
}

TEST_CASE("did_open preserves text and version and URI exactly") {
    core::Document document;
    document.language_id = "go";
    document.version = 42;
    document.text = lsp::Rope("a\r\n\"\\\t\U0001F600\u2028\x01");
    document.uri = "file:///w/a \"b\"%20.go";
    const std::string frame = Documents::did_open(document);
    const auto message = nlohmann::json::parse(lsp::body_of(frame));
    CHECK(message.at("method") == kOpen);
    const auto item = message.at("params").at("textDocument");
    CHECK(item.at("text") == document.text.str());
    CHECK(item.at("version") == 42);
    CHECK(item.at("uri") == document.uri);
    CHECK(item.at("languageId") == "go");
}

TEST_CASE("message_document_key finds the document of a message") {
    const auto key = [](const std::string& document) {
        return core::message_document_key(R"({"params":{"textDocument":)" + document + "}}");
    };
    CHECK(key(R"({"uri":"file:///a.go"})") == "/a.go");
    CHECK(key(R"({"version":1,"URI":"file:\/\/\/\u0061.go"})") == "/a.go");
    CHECK(key(R"({"uri":"file:///b.go","uri":"file:///a.go"})") == "/a.go");
    CHECK_FALSE(key(R"({"uri":7})"));
    CHECK_FALSE(key("null"));
    CHECK_FALSE(core::message_document_key(""));
    CHECK_FALSE(core::message_document_key(R"({"params":{"x":1}})"));
}
