#include "lsp/id.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "lsp/go_json.hpp"

namespace lsp {
namespace {

/// `text` as a JSON string token; only what must be escaped is, other bytes stay as they are.
std::string escaped(std::string_view text) {
    constexpr char kHex[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            out.append("\\u00") += {kHex[byte >> 4], kHex[byte & 15]};
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

/// The value of an integer in its shortest form that certainly fits; nothing of any other token.
std::optional<std::int64_t> plain_integer(std::string_view raw) {
    constexpr std::size_t kMostDigits = 18;
    const bool negative = raw.starts_with('-');
    const auto digits = raw.substr(negative ? 1 : 0);
    if (digits.empty() || digits.size() > kMostDigits) return {};
    if (digits[0] == '0' && raw.size() > 1) return {};
    std::int64_t value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return {};
        value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
}

}  // namespace

RequestId RequestId::from_raw(std::string_view raw) {
    if (const auto integer = plain_integer(raw)) return from_integer(*integer);
    RequestId id;
    if (raw.empty()) return id;
    if (raw == "-0" || raw == R"("")") return from_integer(0);  // as gopls answers them
    id.type_ = Type::kVerbatim;
    id.text_ = raw;
    if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return id;
    bool malformed = false;
    std::string text = go_string(raw.substr(1, raw.size() - 2), malformed);
    if (malformed) return id;
    id.type_ = Type::kString;
    id.text_ = std::move(text);
    return id;
}

RequestId RequestId::from_integer(std::int64_t value) {
    RequestId id;
    id.type_ = Type::kInteger;
    id.integer_ = value;
    return id;
}

std::string RequestId::raw() const {
    switch (type_) {
        case Type::kNone:
            return {};
        case Type::kInteger:
            return std::to_string(integer_);
        case Type::kString:
            return escaped(text_);
        case Type::kVerbatim:
            return nlohmann::json::accept(text_) ? text_ : "null";
    }
    return {};
}

}  // namespace lsp
