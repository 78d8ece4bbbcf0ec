#include "core/params_reader.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/catch.hpp"

using core::ParamsReader;

namespace {

// Small, so that a text of a few lines is a long one of many pieces.
constexpr std::size_t kKeptBytes = 80;
constexpr std::size_t kPieceBytes = 16;

std::string did_open(const std::string& raw_text, const std::string& more = "") {
    return R"({"textDocument":{"uri":"file:///a.go","version":3)" + more + R"(,"text":")" +
           raw_text + R"("}})";
}

}  // namespace

TEST_CASE("a long text is read as a short one is") {
    const std::string line = R"(\tfmt.Println(\"g\u00fcnstig \ud83d\ude00 😀 é\\n\")\r\n)";
    for (int lines = 0; lines < 20; ++lines) {
        std::string raw;
        for (int i = 0; i < lines; ++i) raw += line;
        const std::string params = did_open(raw);
        ParamsReader reader(kKeptBytes, kPieceBytes);
        const auto document = reader.read(params)["textDocument"];
        CHECK(std::string_view(document["uri"]) == "file:///a.go");
        CHECK(std::int64_t(document["version"]) == 3);
        const auto expected = nlohmann::json::parse(params)["textDocument"]["text"];
        CHECK(reader.text_of(document["text"]) == expected.get<std::string>());
    }
}

TEST_CASE("one reader reads long and short texts in turns") {
    ParamsReader reader(kKeptBytes, kPieceBytes);
    const std::string longer(200, 'x');
    for (const std::string& text : {longer, std::string("y"), longer + "z", std::string()}) {
        const auto root = reader.read(did_open(text));
        CHECK(reader.text_of(root["textDocument"]["text"]) == text);
        reader.forget();
    }
}

TEST_CASE("no other string is taken for the long text") {
    ParamsReader reader(kKeptBytes, kPieceBytes);
    const std::string longer(100, 'x');
    // As what stands in for it, of any length there is room for.
    for (std::size_t blanks = 0; blanks < 40; ++blanks) {
        const std::string other(blanks, ' ');
        const auto changes = reader.read(R"([{"text":")" + other + R"("},{"text":")" + longer +
                                         R"("},{"text":")" + other + R"("}])");
        std::vector<std::string> texts;
        for (const auto change : changes.get_array()) {
            texts.emplace_back(reader.text_of(change["text"]));
        }
        CHECK(texts == std::vector<std::string>{other, longer, other});
    }
}

TEST_CASE("a long text beside other long ones, or where none is expected") {
    ParamsReader reader(kKeptBytes, kPieceBytes);
    const std::string longer(100, 'x');
    const std::string other(100, 'y');
    const auto two = reader.read(R"([{"text":")" + longer + R"("},{"text":")" + other + R"("}])");
    CHECK(reader.text_of(two.at(0)["text"]) == longer);
    CHECK(reader.text_of(two.at(1)["text"]) == other);

    const auto foreign = reader.read(did_open("t", R"(,"x":{"text":")" + longer + R"("})"));
    CHECK(reader.text_of(foreign["textDocument"]["text"]) == "t");

    const auto uri = reader.read(R"({"uri":")" + longer + R"(","text":")" + other + R"("})");
    CHECK(std::string_view(uri["uri"]) == longer);
    CHECK(reader.text_of(uri["text"]) == other);
}

TEST_CASE("what is wrong with a long text, or around it, is found before any of it is used") {
    const std::string longer(100, 'x');
    const std::vector<std::string> broken = {
        did_open(longer + R"(\x)"),
        did_open(longer + R"(\ud83d)"),
        did_open(longer + R"(\ud83d\ud83d)"),
        did_open(R"(\ude00)" + longer),
        did_open(longer + "\xff" + longer),
        did_open(longer + "\xe2\x82"),
        did_open(longer + "\n"),
        did_open(longer + R"(\u12)"),
        did_open(longer) + "}",
        did_open(longer).substr(1),
        did_open(longer, R"(,"a":tru)"),
        R"({"text":")" + longer,
    };
    for (const std::string& params : broken) {
        INFO(params);
        ParamsReader reader(kKeptBytes, kPieceBytes);
        CHECK_THROWS_AS(reader.read(params), simdjson::simdjson_error);
    }
}
