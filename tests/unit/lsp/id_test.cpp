#include "lsp/id.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "support/catch.hpp"

using lsp::RequestId;

TEST_CASE("RequestId preserves its raw token") {
    const std::string raw = GENERATE(
        as<std::string>{}, "0", "7", "-1", "1.5", "9007199254740993", "null", R"("7")", R"("a b")",
        R"("q\"q")", R"("\\")", R"("\u0001\u001f")", "\"caf\xc3\xa9\"", "\"\xf0\x9f\x98\x80\"");
    CAPTURE(raw);
    CHECK(RequestId::from_raw(raw).raw() == raw);
    CHECK_FALSE(RequestId::from_raw(raw).empty());
}

TEST_CASE("RequestId compares ids by their JSON value") {
    struct Case {
        std::string a;
        std::string b;
        bool equal;
    };
    const std::vector<Case> cases = {
        {"1", "1", true},
        {"1", R"("1")", false},
        {"null", R"("null")", false},
        {R"("a")", R"("\u0061")", true},
        {R"("a/b")", R"("a\/b")", true},
        // Go escapes these characters in its replies.
        {R"("<&>")", R"("\u003c\u0026\u003e")", true},
        {"\"\xc3\xa9\"", R"("\u00e9")", true},
        {"\"\xf0\x9f\x98\x80\"", R"("\ud83d\ude00")", true},
        {R"("\n")", R"("\u000a")", true},
        {R"("a")", R"("A")", false},
        {"1", "2", false},
        {R"("\ud800")", R"("\ud800")", true},
        // Go reads invalid Unicode as U+FFFD and writes U+FFFD.
        {R"("\ud800")", R"("\ud801")", true},
        {R"("\ud800")", "\"\xef\xbf\xbd\"", true},
        {"\"a\xff\"", R"("a\ufffd")", true},
        {"-0", "0", true},
        {"0", R"("")", true},
        {R"("\q")", R"("q")", false},
    };
    for (const auto& [a, b, equal] : cases) {
        CAPTURE(a, b);
        const auto first = RequestId::from_raw(a);
        const auto second = RequestId::from_raw(b);
        CHECK((first == second) == equal);
        CHECK((first < second || second < first) == !equal);
        if (equal) CHECK(std::hash<RequestId>{}(first) == std::hash<RequestId>{}(second));
    }
}

TEST_CASE("RequestId distinguishes an integer from no id") {
    CHECK(RequestId::from_integer(42) == RequestId::from_raw("42"));
    CHECK(RequestId::from_integer(-9'223'372'036'854'775'807LL - 1).raw() ==
          "-9223372036854775808");
    CHECK(RequestId().empty());
    CHECK(RequestId().raw().empty());
    CHECK(RequestId::from_raw("").empty());
    CHECK_FALSE(RequestId::from_raw(R"("")").empty());
}

TEST_CASE("RequestId works as a map key") {
    std::unordered_map<RequestId, int> by_hash;
    by_hash[RequestId::from_raw("1")] = 1;
    by_hash[RequestId::from_raw(R"("1")")] = 2;
    by_hash[RequestId::from_raw(R"("\u0031")")] = 3;
    CHECK(by_hash.size() == 2);
    CHECK(by_hash.at(RequestId::from_raw(R"("1")")) == 3);
    const std::set<RequestId> ordered = {RequestId::from_raw("2"), RequestId::from_raw("1"),
                                         RequestId::from_integer(2)};
    CHECK(ordered.size() == 2);
}

TEST_CASE("RequestId turns an invalid token into null") {
    const std::string raw =
        GENERATE(as<std::string>{}, "\"", "\"abc", "abc\"", "tru", "\\", "007", "+1", R"("\q")");
    CAPTURE(raw);
    CHECK(RequestId::from_raw(raw).raw() == "null");
    CHECK(RequestId::from_raw(raw) == RequestId::from_raw(raw));
}

TEST_CASE("RequestId writes any string id as valid JSON") {
    std::string text;
    for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
    const std::string raw = nlohmann::json(text).dump();
    const auto id = RequestId::from_raw(raw);
    CHECK(nlohmann::json::parse(id.raw()).get<std::string>() == text);
    CHECK(RequestId::from_raw(id.raw()) == id);
}
