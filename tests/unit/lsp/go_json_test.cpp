#include "lsp/go_json.hpp"

#include <optional>
#include <vector>

#include "lsp/go_tree.hpp"
#include "support/catch.hpp"

using lsp::GoKey;
using lsp::GoReader;

namespace {

/// Returns the text of a string token, or nothing if the reader rejects it.
std::optional<std::string> text(std::string_view json, std::string before = "before") {
    GoReader reader(json);
    reader.string(before);
    if (!reader.ok() || !reader.complete()) return {};
    return before;
}

std::optional<std::int32_t> integer(std::string_view json) {
    std::int32_t value = 42;
    GoReader reader(json);
    reader.int32(value);
    if (!reader.ok() || !reader.complete()) return {};
    return value;
}

std::optional<std::uint32_t> natural(std::string_view json) {
    std::uint32_t value = 42;
    GoReader reader(json);
    reader.uint32(value);
    if (!reader.ok() || !reader.complete()) return {};
    return value;
}

}  // namespace

TEST_CASE("GoReader unescapes strings as Go does") {
    CHECK(text(R"("plain")") == "plain");
    CHECK(text(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
    CHECK(text(R"("\u0041\u00e9\u20ac\ud83d\ude00\u0000")") ==
          std::string("A\u00e9\u20ac\U0001F600\0", 11));
    CHECK(text("\"\u00e9\U0001F600\"") == "\u00e9\U0001F600");
}

TEST_CASE("GoReader replaces each invalid byte or surrogate with U+FFFD") {
    const std::string one = "\xef\xbf\xbd";
    CHECK(text("\"a\xff\xfe z\"") == "a" + one + one + " z");
    CHECK(text("\"\xc3\"") == one);
    CHECK(text("\"\xe2\x82\"") == one + one);
    CHECK(text("\"\xed\xa0\x80\"") == one + one + one);
    CHECK(text("\"\xf0\x9f\\n\"") == one + one + "\n");
    CHECK(text(R"("\ud800")") == one);
    CHECK(text(R"("\udc00x")") == one + "x");
    CHECK(text(R"("\ud800\ud800\udc00")") == one + "\U00010000");
    CHECK(text(R"("\ud800\n")") == one + "\n");
    CHECK(text(R"("\ud800A")") == one + "A");
}

TEST_CASE("GoReader leaves a string and a number unchanged on null") {
    CHECK(text("null") == "before");
    CHECK(integer("null") == 42);
    CHECK(natural(" null ") == 42);
}

TEST_CASE("GoReader rejects tokens that are not valid strings") {
    for (const char* json :
         {"7", "{}", "[]", "true", R"("\q")", R"("\u12")", R"("\u12g4")", R"("a)", ""}) {
        INFO(json);
        CHECK_FALSE(text(json));
    }
}

TEST_CASE("GoReader accepts an integer only as digits and only in range") {
    CHECK(integer("0") == 0);
    CHECK(integer("-0") == 0);
    CHECK(integer("2147483647") == 2147483647);
    CHECK(integer("-2147483648") == -2147483647 - 1);
    CHECK(natural("4294967295") == 4294967295);
    for (const char* json : {"2147483648", "-2147483649", "1.0", "1e0", "1.5", R"("1")", "true",
                             "{}", "99999999999999999999"}) {
        INFO(json);
        CHECK_FALSE(integer(json));
    }
    for (const char* json : {"-1", "-0", "4294967296", "0.0", "[]"}) {
        INFO(json);
        CHECK_FALSE(natural(json));
    }
}

TEST_CASE("GoKey matches field names by case folding") {
    for (const char* key : {"text", "Text", "TEXT", R"(\u0074ext)", R"(T\u0045xt)"}) {
        INFO(key);
        CHECK(GoKey(key, std::string_view(key).find('\\') == std::string_view::npos).is("text"));
    }
    CHECK(GoKey("ver\xc5\xbfion", true).is("version"));
    CHECK(GoKey("ve\xc5\xbf", true).is("VES"));
    CHECK(GoKey("\xe2\x84\xaa"
                "ind",
                true)
              .is("kind"));
    for (const char* key : {"texts", "tex", "", "t\xc3\xa9xt", "te\xe2\x84\xaat",
                            "\xff"
                            "ext"}) {
        INFO(key);
        CHECK_FALSE(GoKey(key, true).is("text"));
    }
}

TEST_CASE("GoReader skips a value of the wrong type and reports failure at the end") {
    GoReader reader(R"({"a":[1,{"x":"]}"}],"b":5})");
    std::int32_t a = 1;
    std::int32_t b = 2;
    reader.object([&](const GoKey& key) {
        if (key.is("a")) return reader.int32(a);
        reader.int32(b);
    });
    CHECK(a == 1);
    CHECK(b == 5);
    CHECK_FALSE(reader.ok());
    CHECK(reader.complete());
}

TEST_CASE("GoReader reads arrays and rejects everything else") {
    std::vector<std::uint32_t> items;
    const auto read = [&](std::string_view json) {
        items.clear();
        GoReader reader(json);
        const bool array = reader.array([&](std::size_t index) {
            CHECK(index == items.size());
            reader.uint32(items.emplace_back());
        });
        return array && reader.ok() && reader.complete();
    };
    CHECK(read("[]"));
    CHECK(read(" [ 1 , 2,3 ] "));
    CHECK(items == std::vector<std::uint32_t>{1, 2, 3});
    for (const char* json : {"null", "{}", "1", "[1", "[1,", "[1 2]", "[,]", "[1]]", ""}) {
        INFO(json);
        CHECK_FALSE(read(json));
    }
}

TEST_CASE("GoReader fails on malformed objects") {
    for (const char* json : {"{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{a:1}",
                             "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1,,}", "{\"a\":}"}) {
        INFO(json);
        GoReader reader(json);
        reader.object([&](const GoKey&) { reader.skip(); });
        CHECK_FALSE(reader.ok());
    }
}

TEST_CASE("go_tree decodes JSON as Go decodes it into maps") {
    using nlohmann::json;
    CHECK(lsp::go_tree(R"({"a":[1,"\ud800",null],"b":{"x":1},"b":{"y":2},"a":true})") ==
          json({{"a", true}, {"b", {{"x", 1}, {"y", 2}}}}));
    CHECK(lsp::go_tree("[1,").is_null());
    CHECK(lsp::go_tree("7") == 7);
    const std::string deep = std::string(5000, '[') + std::string(5000, ']');
    CHECK(lsp::go_tree(deep).is_array());
    const json object = {{"ROOTuri", "x"}, {"a", 1}, {"A", 2}};
    CHECK(lsp::go_member(object, "rootUri") == "x");
    CHECK(lsp::go_member(object, "A") == 2);
    CHECK(lsp::go_member(object, "b").is_null());
    CHECK(lsp::go_member(json(7), "b").is_null());
}
