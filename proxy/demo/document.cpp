#include "demo/document.hpp"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

namespace demo {
namespace {

Json position_json(lsp::Position position) {
    return {{"line", position.line}, {"character", position.character}};
}

std::optional<lsp::Position> position_from(const Json& json) {
    const Json line = at(json, "/line");
    const Json character = at(json, "/character");
    if (!line.is_number_unsigned() || !character.is_number_unsigned()) return std::nullopt;
    return lsp::Position{line.get<std::uint32_t>(), character.get<std::uint32_t>()};
}

}  // namespace

lsp::Position position_in(std::string_view text, std::size_t offset) {
    lsp::Position position;
    for (const char c : text.substr(0, offset)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            ++position.line;
            position.character = 0;
        } else if (byte >= 0xf0) {
            position.character += 2;  // beyond the basic plane: a surrogate pair
        } else if (byte < 0x80 || byte >= 0xc0) {
            ++position.character;
        }
    }
    return position;
}

std::optional<std::string> with_edits(std::string text, const Json& edits) {
    if (edits.is_null()) return text;
    if (!edits.is_array()) return std::nullopt;
    std::vector<std::pair<lsp::Range, std::string>> ordered;
    for (const Json& edit : edits) {
        const auto start = position_from(at(edit, "/range/start"));
        const auto end = position_from(at(edit, "/range/end"));
        const Json new_text = at(edit, "/newText");
        if (!start || !end || !new_text.is_string()) return std::nullopt;
        ordered.push_back({{*start, *end}, new_text.get<std::string>()});
    }
    // From the last to the first, so that earlier places stay what they were.
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return a.first.start > b.first.start; });
    for (const auto& [range, replacement] : ordered) {
        if (!lsp::apply_edit(text, range, replacement)) return std::nullopt;
    }
    return text;
}

Json Document::replace(std::string_view old, std::string_view replacement) {
    const std::size_t begin = text_.find(old);
    assert(begin != std::string::npos);
    Json change{{"range",
                 {{"start", position_json(position_in(text_, begin))},
                  {"end", position_json(position_in(text_, begin + old.size()))}}},
                {"text", replacement}};
    text_.replace(begin, old.size(), replacement);
    return change;
}

lsp::Position Document::position_of(std::string_view needle) const {
    const std::size_t begin = text_.find(needle);
    assert(begin != std::string::npos);
    return position_in(text_, begin);
}

Json Document::params_at(std::string_view needle) const {
    return {{"textDocument", {{"uri", uri_}}}, {"position", position_json(position_of(needle))}};
}

}  // namespace demo
