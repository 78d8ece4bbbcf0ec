#include "lsp/long_text.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"

using nlohmann::json;

TEST_CASE("the long text of a message is found by its key and its length") {
    struct Row {
        const char* what;
        std::string_view json;
        std::string_view text;
    };
    const std::vector<Row> rows = {
        {"of a didOpen", R"({"uri":"a","text":"0123456789"})", "0123456789"},
        {"of a didChange", R"([{"text":"short"},{"text":"0123456789"}])", "0123456789"},
        {"with white space", "{\"text\" :\n \"0123456789\"}", "0123456789"},
        {"with escaped quotes", R"({"text":"01234\"text\":\"5\\"})", R"(01234\"text\":\"5\\)"},
        {"short", R"({"text":"01234567"})", ""},
        {"under another key", R"({"uri":"0123456789","text":"x"})", ""},
        {"a key", R"({"a":"text","0123456789":1})", ""},
        {"behind a value", R"(["text","0123456789"])", ""},
        {"in an array", R"({"text":["0123456789"]})", ""},
        {"not closed", R"({"text":"0123456789)", ""},
        {"empty", "", ""},
        {"one quote", "\"", ""},
    };
    for (const auto& row : rows) {
        INFO(row.what);
        const auto found = lsp::long_text(row.json, 8);
        CHECK(found == row.text);
        CHECK((found.empty() || found.data() > row.json.data()));
    }
}

TEST_CASE("a raw string is cut where its pieces can be unescaped one by one") {
    constexpr std::array<const char*, 11> kAtoms = {
        "a",      "word ",  R"(\n)",      R"(\\)",     R"(\")", R"(\u00e9)", R"(\ud83d\ude00)",
        "\u00e9", "\u20ac", "\U0001f600", R"(\\ud83d)"};
    std::mt19937 chance(20261122);
    const auto below = [&chance](std::size_t n) { return chance() % n; };
    for (int round = 0; round < 3000; ++round) {
        std::string raw;
        // Now and then the same again and again, so that cuts meet every place of it.
        const std::size_t only = below(3) == 0 ? below(kAtoms.size()) : kAtoms.size();
        for (std::size_t i = below(60); i > 0; --i) {
            raw += kAtoms[only < kAtoms.size() ? only : below(kAtoms.size())];
        }
        const std::size_t most = 16 + below(24);
        std::string unescaped;
        for (std::string_view left = raw; !left.empty();) {
            const std::string_view piece = lsp::front_piece(left, most);
            INFO("raw: " << raw << ", piece: " << piece);
            REQUIRE(piece.data() == left.data());
            REQUIRE(!piece.empty());
            REQUIRE(piece.size() <= most);
            const json value = json::parse("\"" + std::string(piece) + "\"", nullptr, false);
            REQUIRE(value.is_string());
            unescaped += value.get<std::string>();
            left.remove_prefix(piece.size());
        }
        REQUIRE(unescaped == json::parse("\"" + raw + "\"").get<std::string>());
    }
}

TEST_CASE("what is no string is cut too") {
    for (const std::string& raw : {std::string(100, '\x80'), std::string(99, '\\'),
                                   std::string("0123456789\\ud8"), std::string(100, '\xf0')}) {
        std::size_t bytes = 0;
        for (std::string_view left = raw; !left.empty();) {
            const auto piece = lsp::front_piece(left, 16);
            REQUIRE(!piece.empty());
            bytes += piece.size();
            left.remove_prefix(piece.size());
        }
        CHECK(bytes == raw.size());
    }
}
