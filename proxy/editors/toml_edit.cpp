#include "editors/toml_edit.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace editors {
namespace {

boost::system::result<toml::table, TextError> read_toml(std::string_view text) {
    const auto error_of = [](const toml::parse_error& error) {
        return TextError{error.source().begin.line, error.source().begin.column,
                         std::string(error.description())};
    };
#if TOML_EXCEPTIONS
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return error_of(error);
    }
#else
    toml::parse_result parsed = toml::parse(text);
    if (!parsed) return error_of(parsed.error());
    return std::move(parsed).table();
#endif
}

Failure not_toml(const TextError& error) {
    return {"it is not valid TOML (" + describe(error) + ")"};
}

/// Returns the value at the keys as far as they exist, and how many do.
std::pair<const toml::node*, std::size_t> follow_toml(const toml::table& root, const Keys& keys) {
    const toml::node* at = &root;
    std::size_t depth = 0;
    for (const std::string& key : keys) {
        const toml::table* table = at->as_table();
        const toml::node* next = table != nullptr ? table->get(key) : nullptr;
        if (next == nullptr) break;
        at = next;
        ++depth;
    }
    return {at, depth};
}

/// Returns the value as JSON; null for one that JSON does not have, such as `inf`.
Json json_of(const toml::node& node) {
    std::ostringstream text;
    node.visit([&](const auto& value) { text << toml::json_formatter{value}; });
    Json json = Json::parse(text.str(), nullptr, false);
    return json.is_discarded() ? Json() : json;
}

/// Returns `a."b c"` for a header.
std::string header_of(const Keys& keys) {
    std::string text;
    for (const std::string& key : keys) {
        const bool is_bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_';
        });
        text += (text.empty() ? "" : ".") + (is_bare ? key : Json(key).dump());
    }
    return text;
}

/// Returns `table` with the value at `keys`; nothing if one of them is not a table.
std::optional<toml::table> with_toml_value(toml::table root, const Keys& keys, const Json& value) {
    toml::table* table = &root;
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
        if (table->get(keys[i]) == nullptr) table->insert(keys[i], toml::table{});
        table = table->get(keys[i])->as_table();
        if (table == nullptr) return std::nullopt;
    }
    table->insert_or_assign(keys.back(), value.get<std::string>());
    return root;
}

bool has_value(std::string_view text, const std::optional<toml::table>& wanted) {
    const auto table = read_toml(text);
    return table && wanted && *table == *wanted;
}

/// Returns the offset behind the line feed of a line, which counts from 1; the size of the text if
/// it has no such line.
std::size_t behind_line(std::string_view text, std::size_t line) {
    std::size_t at = 0;
    for (; line > 0; --line) {
        const std::size_t newline = text.find('\n', at);
        if (newline == std::string_view::npos) return text.size();
        at = newline + 1;
    }
    return at;
}

}  // namespace

boost::system::result<std::optional<Setting>, TextError> setting_in_toml(std::string_view text,
                                                                         const Keys& keys) {
    const auto table = read_toml(text);
    if (!table) return table.error();
    const auto [node, depth] = follow_toml(*table, keys);
    if (depth < keys.size()) return std::optional<Setting>();
    Setting setting;
    setting.value = json_of(*node);
    setting.line = node->source().begin.line;
    return std::optional(setting);
}

boost::system::result<Edited, Failure> add_to_toml(std::string_view text, const Keys& keys,
                                                   const Json& value) {
    const auto table = read_toml(text);
    if (!table) return not_toml(table.error());
    const auto [node, depth] = follow_toml(*table, keys);
    if (depth == keys.size()) return Failure{joined(keys) + " has a value already"};
    if (!node->is_table()) return not_an_object(keys, depth);

    const std::string line_end = line_end_of(text);
    // JSON's escapes are those of TOML's basic strings.
    const std::string line = header_of({keys.back()}) + " = " + value.dump() + line_end;
    Edited edited;
    std::size_t at = text.size();
    if (depth + 1 == keys.size() && depth > 0) {
        at = behind_line(text, node->source().begin.line);
        edited.addition.piece = line;
        if (at == text.size() && !text.ends_with('\n')) edited.addition.piece.insert(0, line_end);
    } else {
        const std::string gap = text.empty()           ? ""
                                : text.ends_with('\n') ? line_end
                                                       : line_end + line_end;
        edited.addition.piece =
            gap + "[" + header_of({keys.begin(), keys.end() - 1}) + "]" + line_end + line;
    }
    edited.text =
        std::string(text.substr(0, at)) + edited.addition.piece + std::string(text.substr(at));
    edited.addition.keys = keys;
    edited.addition.value = value;
    edited.addition.made = keys.size() - depth;
    if (!has_value(edited.text, with_toml_value(*table, keys, value))) {
        return Failure{"it is written in a way that cannot be edited safely"};
    }
    return edited;
}

TextResult remove_from_toml(std::string_view text, const Addition& addition) {
    const auto setting = setting_in_toml(text, addition.keys);
    if (!setting) return not_toml(setting.error());
    if (!*setting) return Failure{joined(addition.keys) + " is gone already"};
    if ((*setting)->value != addition.value) {
        return Failure{joined(addition.keys) + " has another value by now"};
    }
    // Line ends before the lines belong to what was the end of the text, if something follows.
    const std::string_view piece = addition.piece;
    const std::size_t lines = std::min(piece.find_first_not_of("\r\n"), piece.size());
    for (const std::string_view lost : {piece, piece.substr(lines)}) {
        const std::size_t at = text.find(lost);
        if (lost.empty() || at == std::string_view::npos) continue;
        std::string rest(text);
        rest.erase(at, lost.size());
        const auto again = add_to_toml(rest, addition.keys, addition.value);
        // The lines may have been elsewhere in the text.
        const auto now = read_toml(text);
        const auto then = again ? read_toml(again->text) : now;
        if (again && now && then && *now == *then && again->addition.made == addition.made) {
            return TextResult(boost::system::in_place_value, std::move(rest));
        }
    }
    return Failure{"the lines that set " + joined(addition.keys) + " have been edited"};
}

}  // namespace editors
