#include "editors/jsonc_edit.hpp"

#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "unit/editors/jsonc_cases.hpp"

using namespace editors;

namespace {

const Keys kGopls = {"go.alternateTools", "gopls"};
const Json kPath = "/p/gopls";

std::string added(const std::string& text) {
    const auto edited = add_to_jsonc(text, kGopls, kPath);
    REQUIRE(edited.has_value());
    return edited->text;
}

std::string refusal(const std::string& text) {
    const auto edited = add_to_jsonc(text, kGopls, kPath);
    REQUIRE(edited.has_error());
    return edited.error().sentence;
}

/// Replaces the one occurrence of `from`.
std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

Json read(const std::string& text) {
    const auto jsonc = read_jsonc(text);
    REQUIRE(jsonc.has_value());
    return jsonc->value;
}

}  // namespace

TEST_CASE("A setting is inserted and nothing else changes") {
    for (const auto& row : unit_test::jsonc_cases()) {
        INFO(row.name);
        CHECK(added(row.before) == row.after);
        const auto set = setting_in_jsonc(row.after, kGopls);
        REQUIRE(set.has_value());
        REQUIRE(set->has_value());
        CHECK((*set)->value == kPath);
    }
}

TEST_CASE("A setting that exists is not added again") {
    for (const auto& row : unit_test::jsonc_cases()) {
        INFO(row.name);
        CHECK(refusal(row.after) == "go.alternateTools.gopls has a value already");
    }
}

TEST_CASE("Removing what was added restores the text byte for byte") {
    for (const auto& row : unit_test::jsonc_cases()) {
        INFO(row.name);
        const auto edited = add_to_jsonc(row.before, kGopls, kPath);
        REQUIRE(edited.has_value());
        const auto restored = remove_from_jsonc(edited->text, edited->addition);
        REQUIRE(restored.has_value());
        CHECK(*restored == row.before);
    }
}

TEST_CASE("A setting is removed after other edits, which stay") {
    struct Row {
        std::string name;
        std::string before;
        std::string from;  // replaced in the text with the setting
        std::string to;
        std::string after;
    };
    for (const Row& row : {
             Row{"a setting behind it", "{\n  \"a\": 1\n}\n", "  }\n}", "  },\n  \"b\": 2\n}",
                 "{\n  \"a\": 1,\n  \"b\": 2\n}\n"},
             Row{"another tool beside it", "{\n  \"a\": 1\n}\n", "/p/gopls\"",
                 "/p/gopls\",\n    \"dlv\": \"/d\"",
                 "{\n  \"a\": 1,\n  \"go.alternateTools\": {\n    \"dlv\": \"/d\"\n  }\n}\n"},
             Row{"another tool before it", "{\n  \"a\": 1\n}\n", "\"gopls\"",
                 "\"dlv\": \"/d\",\n    \"gopls\"",
                 "{\n  \"a\": 1,\n  \"go.alternateTools\": {\n    \"dlv\": \"/d\"\n  }\n}\n"},
             Row{"a comment behind it", "{\n  \"a\": 1\n}\n", "/p/gopls\"", "/p/gopls\" // keep",
                 "{\n  \"a\": 1,\n  \"go.alternateTools\": {\n    // keep\n  }\n}\n"},
             Row{"another order", "{\n  \"a\": 1\n}\n",
                 "  \"a\": 1,\n  \"go.alternateTools\": {\n    \"gopls\": \"/p/gopls\"\n  }",
                 "  \"go.alternateTools\": {\"gopls\": \"/p/gopls\"},\n  \"a\": 1",
                 "{\n  \"a\": 1\n}\n"},
             Row{"a new setting before it", "{\n  \"a\": 1\n}\n", "\"a\": 1", "\"a\": 1, \"b\": 2",
                 "{\n  \"a\": 1, \"b\": 2\n}\n"},
             Row{"a comment above it", "{\n  \"a\": 1\n}\n", "\"a\": 1,", "\"a\": 1,\n  // proxy",
                 "{\n  \"a\": 1\n  // proxy\n}\n"},
             Row{"in an object that was made", "", "/p/gopls\"\n    }",
                 "/p/gopls\"\n    },\n \"b\": 2", "{\n \"b\": 2\n}\n"},
             Row{"written on one line", R"({"a": 1})", R"({"a": 1)", R"({"a": 1, "b": 2)",
                 R"({"a": 1, "b": 2})"},
         }) {
        INFO(row.name);
        const auto edited = add_to_jsonc(row.before, kGopls, kPath);
        REQUIRE(edited.has_value());
        const std::string later = replaced(edited->text, row.from, row.to);
        const auto restored = remove_from_jsonc(later, edited->addition);
        REQUIRE(restored.has_value());
        CHECK(*restored == row.after);
    }
}

TEST_CASE("A setting that is gone or changed is not removed") {
    const auto edited = add_to_jsonc("{}", kGopls, kPath);
    REQUIRE(edited.has_value());
    const auto gone = remove_from_jsonc("{}", edited->addition);
    REQUIRE(gone.has_error());
    CHECK(gone.error().sentence == "go.alternateTools.gopls is gone already");
    const auto changed =
        remove_from_jsonc(replaced(edited->text, "/p/gopls", "/q"), edited->addition);
    REQUIRE(changed.has_error());
    CHECK(changed.error().sentence == "go.alternateTools.gopls has another value by now");
    const auto broken = remove_from_jsonc(edited->text + "}", edited->addition);
    REQUIRE(broken.has_error());
    CHECK(broken.error().sentence.find("not valid JSON") != std::string::npos);
}

TEST_CASE("An object of the user that becomes empty stays") {
    const auto edited = add_to_jsonc("{\"go.alternateTools\": {}}", kGopls, kPath);
    REQUIRE(edited.has_value());
    const auto restored = remove_from_jsonc(edited->text + "\n// later\n", edited->addition);
    REQUIRE(restored.has_value());
    CHECK(*restored == "{\"go.alternateTools\": {}}\n// later\n");
}

TEST_CASE("Text that is not JSON is refused with its place") {
    struct Row {
        std::string text;
        std::string place;
    };
    for (const Row& row : {
             Row{"{\n  \"a\": 1\n  \"b\": 2\n}", "line 3, column 5"},
             Row{"{\"ä\": x}", "line 1, column 7"},
             Row{"{\n  /* never closed\n}", "line 2, column 3: this comment is not closed"},
             Row{"{", "line 1, column 2"},
             Row{"{\"a\": 1,,}", "line 1, column 9"},
             Row{"{,}", "line 1, column 2"},
             Row{"[1,,]", "line 1, column 4"},
             Row{"{\"a\":,}", "line 1, column 6"},
             Row{"{} {}", "line 1, column 4"},
             Row{std::string("{}\0", 3), "line 1, column 3: a zero byte is not JSON"},
             Row{std::string(101, '['), "line 1, column 101: nested too deeply"},
             Row{"{\"a\": \"\xFF\"}", "line 1"},
             Row{"{\"a\": 1e999}", "line 1"},
         }) {
        INFO(row.text);
        const std::string sentence = refusal(row.text);
        INFO(sentence);
        CHECK(sentence.find("it is not valid JSON (" + row.place) == 0);
    }
}

TEST_CASE("A value of another kind in the way is not touched") {
    CHECK(refusal("{\"go.alternateTools\": null}") == "go.alternateTools is not an object");
    CHECK(refusal("{\"go.alternateTools\": [1]}") == "go.alternateTools is not an object");
    CHECK(refusal("[]") == "the outermost value is not an object");
    CHECK(refusal("1") == "the outermost value is not an object");
}

TEST_CASE("The line of a setting is found") {
    const auto set = setting_in_jsonc(
        "// one\n{\n  \"go.alternateTools\": { /*\n*/ \"gopls\":\n  [\"/x\", {}] },\n}", kGopls);
    REQUIRE(set.has_value());
    REQUIRE(set->has_value());
    CHECK((*set)->line == 5);
    CHECK((*set)->value == Json::parse(R"(["/x", {}])"));
}

TEST_CASE("An entry with several members is written with its order and its array") {
    const Json entry = {{"command", "/p/gopls-proxy"}, {"args", {"a", "b"}}};
    const auto edited = add_to_jsonc("{\n  \"lspServers\": {}\n}\n", {"lspServers", "go"}, entry);
    REQUIRE(edited.has_value());
    CHECK(edited->text ==
          "{\n  \"lspServers\": {\n    \"go\": {\n      \"args\": [\"a\",\"b\"],\n      "
          "\"command\": \"/p/gopls-proxy\"\n    }\n  }\n}\n");
}

namespace {

/// Writes random JSON with comments, as no person would.
class RandomJsonc {
  public:
    explicit RandomJsonc(unsigned seed) : random_(seed) {}

    std::string text() {
        comments.clear();
        line_end_ = chance(5) ? "\r\n" : "\n";
        std::string all = chance(8) ? "\xEF\xBB\xBF" : "";
        return all + gap() + object(0) + gap();
    }

    std::vector<std::string> comments;

  private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    bool chance(unsigned in) { return below(in) == 0; }

    std::string gap() {
        switch (below(9)) {
            case 0:
                return line_end_ + std::string(below(6), ' ');
            case 1:
                return line_end_ + std::string(below(3), '\t');
            case 2:
                comments.push_back("// \"{" + std::to_string(comments.size()) + "}, */");
                return comments.back() + line_end_;
            case 3:
                comments.push_back("/* \"gopls\": // " + std::to_string(comments.size()) + " ]*/");
                return comments.back();
            case 4:
                return " ";
            default:
                return "";
        }
    }

    std::string key(int depth) {
        static const std::vector<std::string> kKeys = {
            "go.alternateTools",      "dlv", "a//b", "{", "\\\"", "ü", "[go]",
            "go\\u002ealternateTools"};
        if (depth > 0 && chance(12)) return "\"gopls\"";
        return "\"" + kKeys[below(static_cast<unsigned>(kKeys.size()))] + "\"";
    }

    std::string value(int depth) {
        static const std::vector<std::string> kScalars = {
            "1", "-2.5e3", "true", "null", "\"\"", "\"/* \\\\\"", "\"// }\"", "[]", "{}"};
        if (depth < 4 && chance(3)) return object(depth + 1);
        if (depth < 4 && chance(5)) return array(depth + 1);
        return kScalars[below(static_cast<unsigned>(kScalars.size()))];
    }

    std::string array(int depth) {
        std::string text = "[" + gap();
        const unsigned count = below(4);
        for (unsigned i = 0; i < count; ++i) {
            text += value(depth) + gap();
            if (i + 1 < count || chance(3)) text += "," + gap();
        }
        return text + "]";
    }

    std::string object(int depth) {
        std::string text = "{" + gap();
        const unsigned count = below(4);
        for (unsigned i = 0; i < count; ++i) {
            text += key(depth) + gap() + ":" + gap() + value(depth) + gap();
            if (i + 1 < count || chance(3)) text += "," + gap();
        }
        return text + "}";
    }

    std::mt19937 random_;
    std::string line_end_;
};

}  // namespace

TEST_CASE("In random texts exactly the wanted value changes, and comments survive") {
    int edits = 0;
    int later_edits = 0;
    for (unsigned seed = 1; seed <= 4000; ++seed) {
        RandomJsonc random(seed);
        const std::string text = random.text();
        INFO("seed " << seed << "\n" << text);
        const Json before = read(text);
        const auto edited = add_to_jsonc(text, kGopls, kPath);
        if (!edited) {
            const Json* tools = value_at(before, {"go.alternateTools"});
            REQUIRE(tools != nullptr);
            CHECK((!tools->is_object() || tools->contains("gopls")));
            continue;
        }
        ++edits;
        INFO(edited->text);
        CHECK(read(edited->text) == with_value(before, kGopls, kPath));
        for (const std::string& comment : random.comments) {
            REQUIRE(edited->text.find(comment) != std::string::npos);
        }
        const auto restored = remove_from_jsonc(edited->text, edited->addition);
        REQUIRE(restored.has_value());
        CHECK(*restored == text);

        // The same in another layout, which the record does not describe.
        Addition foreign = edited->addition;
        foreign.piece = "?";
        const auto removed = remove_from_jsonc(edited->text, foreign);
        if (!removed) {
            // Only where a second member of the same name would come to light.
            CHECK(removed.error().sentence.find("cannot be removed safely") != std::string::npos);
            continue;
        }
        ++later_edits;
        CHECK(read(*removed) == before);
        for (const std::string& comment : random.comments) {
            REQUIRE(removed->find(comment) != std::string::npos);
        }
    }
    CHECK(edits > 3000);
    CHECK(later_edits > edits * 9 / 10);
}
