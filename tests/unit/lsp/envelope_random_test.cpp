// Compares lsp::peek and lsp::member with a JSON parser, on messages generated from a seed.
#include <cstddef>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lsp/envelope.hpp"
#include "support/catch.hpp"

namespace {

using lsp::Kind;
using nlohmann::json;

class Generator {
  public:
    explicit Generator(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_()) % n; }
    bool chance(std::size_t one_in) { return below(one_in) == 0; }

    /// Returns a message with its members in random order or in gopls's order.
    std::string message() {
        spaces_ = chance(2);
        std::vector<std::string> members;
        if (!chance(5)) members.emplace_back(R"("jsonrpc":"2.0")");
        if (!chance(3)) members.push_back(in_order({"\"method\"", colon(), method()}));
        if (chance(2)) members.push_back(in_order({"\"params\"", colon(), value(3)}));
        if (chance(2)) members.push_back(in_order({"\"result\"", colon(), value(3)}));
        if (chance(4)) members.push_back(in_order({"\"error\"", colon(), error()}));
        if (chance(6)) members.push_back(in_order({"\"other\"", colon(), value(2)}));
        if (!chance(3)) members.push_back(in_order({"\"id\"", colon(), id()}));
        if (chance(2)) {
            for (std::size_t i = members.size(); i > 1; --i)
                std::swap(members[i - 1], members[below(i)]);
        }
        return in_order({space(), "{", joined(members), "}", space()});
    }

  private:
    /// Every compiler evaluates these from left to right, unlike the operands of `+`, so a seed
    /// produces the same messages everywhere.
    static std::string in_order(std::initializer_list<std::string> parts) {
        std::string all;
        for (const auto& part : parts) all += part;
        return all;
    }
    template <class... T>
    std::string one_of(const T&... choices) {
        const std::string_view all[] = {choices...};
        return std::string(all[below(sizeof...(choices))]);
    }
    std::string space() {
        return spaces_ && chance(2) ? one_of(" ", "\n", "\t", "\r\n", "  ") : "";
    }
    std::string colon() { return in_order({space(), ":", space()}); }
    std::string joined(const std::vector<std::string>& parts) {
        std::string all = space();
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (i) all += in_order({space(), ",", space()});
            all += parts[i];
        }
        return all += space();
    }
    std::string string() {
        std::string text = "\"";
        for (std::size_t i = below(8); i > 0; --i) {
            text += one_of("a", "{", "}", "[", "]", ",", ":", "\\\"", "\\\\", "\\/", "\\u0041",
                           "id", ",\\\"id\\\":7}", "\xc3\xa9", "\xf0\x9f\x98\x80", "}}");
        }
        return text + "\"";
    }
    std::string number() { return one_of("0", "1", "-7", "123456789", "1.5", "-0.1e-7", "2E9"); }
    std::string id() {
        switch (below(4)) {
            case 0:
                return string();
            case 1:
                return "null";
            default:
                return number();
        }
    }
    std::string method() {
        return one_of(R"("textDocument/hover")", R"("textDocument\/hover")", R"("initialized")",
                      R"("$/progress")", R"("my own, \"id\":1}")", R"("")", "null");
    }
    std::string error() {
        return one_of("null", R"({"code":-32601,"message":"no"})", R"({"id":3,"x":[{}]})");
    }
    std::string value(std::size_t depth) {
        switch (below(depth ? 7 : 4)) {
            case 0:
                return string();
            case 1:
                return number();
            case 2:
                return one_of("true", "false", "null");
            case 3:
                return one_of("{}", "[]", "\"\"");
            case 4: {
                std::vector<std::string> items;
                for (std::size_t i = below(4); i > 0; --i) items.push_back(value(depth - 1));
                return "[" + joined(items) + "]";
            }
            default: {
                std::vector<std::string> members;
                for (std::size_t i = below(4); i > 0; --i) {
                    const auto key = one_of("\"id\"", "\"method\"", "\"result\"", "\"x\"");
                    members.push_back(in_order({key, colon(), value(depth - 1)}));
                }
                return "{" + joined(members) + "}";
            }
        }
    }

    std::mt19937 random_;
    bool spaces_ = false;
};

/// The result of peek, as values, with the escapes of the method resolved.
struct Seen {
    Kind kind = Kind::kOpaque;
    std::string id;
    std::string method;
    bool is_error = false;
    friend bool operator==(const Seen&, const Seen&) = default;
};

/// Classifies a message by the definition of the kinds, using a JSON parser.
Seen by_parser(const std::string& body) {
    const auto message = json::parse(body);
    Seen seen;
    if (message.contains("id")) seen.id = message["id"].dump();
    if (message.contains("method") && message["method"].is_string())
        seen.method = message["method"].get<std::string>();
    if (!seen.method.empty()) {
        if (seen.id == "null") seen.id.clear();
        seen.kind = seen.id.empty() ? Kind::kNotification : Kind::kRequest;
    } else if (!seen.id.empty()) {
        seen.kind = Kind::kResponse;
        seen.is_error = message.contains("error") && !message["error"].is_null();
    }
    if (seen.kind == Kind::kOpaque) return {};
    return seen;
}

Seen by_peek(std::string_view body) {
    const auto found = lsp::peek(body);
    Seen seen{found.kind, "", std::string(found.method), found.is_error};
    if (!found.id.empty()) seen.id = json::parse(found.id).dump();
    if (seen.method.find('\\') != std::string::npos)
        seen.method = json::parse("\"" + seen.method + "\"").get<std::string>();
    return seen;
}

bool starts_as_gopls_reply(const std::string& body) {
    return body.starts_with(R"({"jsonrpc":"2.0","result":)") ||
           body.starts_with(R"({"jsonrpc":"2.0","error":{)");
}

}  // namespace

TEST_CASE("peek and member agree with a JSON parser") {
    Generator generate(7);
    std::size_t requests = 0;
    std::size_t responses = 0;
    for (int i = 0; i < 6'000; ++i) {
        const std::string body = generate.message();
        CAPTURE(body);
        const auto message = json::parse(body);
        // By contract, peek does not search a reply in gopls's form for a method or an error.
        if (starts_as_gopls_reply(body) &&
            (message.contains("method") ||
             (message.contains("error") && message.contains("result"))))
            continue;
        const auto expected = by_parser(body);
        const auto seen = by_peek(body);
        REQUIRE(seen == expected);
        requests += seen.kind == Kind::kRequest ? 1 : 0;
        responses += seen.kind == Kind::kResponse ? 1 : 0;
        for (const auto* name : {"params", "result", "error", "id", "other"}) {
            const auto raw = lsp::member(body, name);
            REQUIRE(raw.empty() == !message.contains(name));
            if (!raw.empty()) REQUIRE(json::parse(raw) == message[name]);
        }
    }
    CHECK(requests > 500);
    CHECK(responses > 500);
}

TEST_CASE("peek and member never read outside a truncated or damaged message") {
    Generator generate(11);
    const auto inside = [](std::string_view part, const std::vector<char>& whole) {
        return part.empty() || (part.data() >= whole.data() &&
                                part.data() + part.size() <= whole.data() + whole.size());
    };
    const auto probe = [&inside](std::string_view text) {
        // The buffer has exactly this size, so a sanitizer sees a read past either end.
        const std::vector<char> body(text.begin(), text.end());
        const std::string_view view(body.data(), body.size());
        const auto found = lsp::peek(view);
        REQUIRE(inside(found.id, body));
        REQUIRE(inside(lsp::member(view, "params"), body));
        REQUIRE((found.kind == Kind::kRequest || found.kind == Kind::kNotification) ==
                !found.method.empty());
    };
    for (int i = 0; i < 300; ++i) {
        const std::string body = generate.message();
        CAPTURE(body);
        for (std::size_t n = 0; n <= body.size(); ++n) probe(std::string_view(body).substr(0, n));
        for (std::size_t n = 1; n <= body.size(); ++n) probe(std::string_view(body).substr(n));
        for (int damage = 0; damage < 50; ++damage) {
            std::string broken = body;
            broken[generate.below(broken.size())] = "\"\\{}[],:x1\0 \xff"[generate.below(13)];
            probe(broken);
        }
    }
}

TEST_CASE("peek reports a truncated message as opaque") {
    for (const std::string body : {R"({"jsonrpc":"2.0","method":"m","params":{"a":["\"",1]}})",
                                   R"({"jsonrpc":"2.0","id":3,"result":{"a":["\"",1]}})",
                                   R"({"jsonrpc":"2.0","result":{"a":["\"",1]},"id":3})"}) {
        for (std::size_t n = 0; n < body.size(); ++n) {
            CAPTURE(n, body);
            CHECK(lsp::peek(std::string_view(body).substr(0, n)).kind == Kind::kOpaque);
        }
    }
}
