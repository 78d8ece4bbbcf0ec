#include "lsp/id.hpp"

#include <nlohmann/json.hpp>

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

}  // namespace

RequestId RequestId::from_raw(std::string_view raw) {
    RequestId id;
    if (raw.empty()) return id;
    if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') {
        id.key_.append(1, raw.front() == '"' ? 'r' : 'n').append(raw);
        return id;
    }
    const auto text = raw.substr(1, raw.size() - 2);
    if (text.find('\\') == std::string_view::npos) {
        id.key_.append(1, 's').append(text);
        return id;
    }
    const auto value = nlohmann::json::parse(raw, nullptr, false);
    if (value.is_string()) {
        id.key_.append(1, 's').append(value.get_ref<const std::string&>());
    } else {
        id.key_.append(1, 'r').append(raw);
    }
    return id;
}

RequestId RequestId::from_integer(long long value) {
    RequestId id;
    id.key_ = 'n' + std::to_string(value);
    return id;
}

std::string RequestId::raw() const {
    if (key_.empty()) return {};
    const auto text = std::string_view(key_).substr(1);
    return key_.front() == 's' ? escaped(text) : std::string(text);
}

}  // namespace lsp
