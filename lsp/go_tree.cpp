#include "lsp/go_tree.hpp"

#include <string>

#include "lsp/go_json.hpp"

namespace lsp {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 1000;

void read_value(GoReader& reader, json& value, int depth) {
    const char next = reader.peek();
    if (depth > kMaxDepth || (next != '{' && next != '[' && next != '"')) {
        const std::string_view raw = reader.skip();
        value = depth > kMaxDepth ? json() : json::parse(raw, nullptr, false);
        if (value.is_discarded()) value = nullptr;
        return;
    }
    if (next == '"') {
        std::string text;
        reader.string(text);
        value = std::move(text);
    } else if (next == '[') {
        value = json::array();
        reader.array([&](std::size_t) { read_value(reader, value.emplace_back(), depth + 1); });
    } else {
        if (!value.is_object()) value = json::object();
        reader.object([&](const GoKey& key) { read_value(reader, value[key.text()], depth + 1); });
    }
}

}  // namespace

json go_tree(std::string_view text) {
    json tree;
    GoReader reader(text);
    read_value(reader, tree, 0);
    return reader.ok() && reader.complete() ? tree : json();
}

const json& go_member(const json& object, std::string_view name) {
    static const json kNone;
    if (!object.is_object()) return kNone;
    if (const auto exact = object.find(name); exact != object.end()) return *exact;
    for (const auto& [key, value] : object.items()) {
        if (GoKey(key, true).is(name)) return value;
    }
    return kNone;
}

std::string json_text(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace lsp
