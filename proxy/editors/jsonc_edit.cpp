#include "editors/jsonc_edit.hpp"

#include <algorithm>

namespace editors {
namespace {

constexpr std::string_view kSpaces = " \t";
constexpr std::string_view kWhite = " \t\r\n";
/// VS Code's own, for a file that has no indentation yet.
constexpr std::string_view kDefaultIndent = "    ";

using Erased = std::vector<Range>;  // in the order of the text

Failure broken(const TextError& error) {
    return {"it is not valid JSON (" + describe(error) + ")"};
}

/// Returns the blanks at the beginning of the line that contains `at`.
std::string indent_of_line(std::string_view text, std::size_t at) {
    const std::size_t newline = text.substr(0, at).rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    const std::size_t end = std::min(text.find_first_not_of(kSpaces, begin), text.size());
    return std::string(text.substr(begin, end - begin));
}

/// Returns whether only blanks are before `at` on its line, and a line is before it.
bool begins_line(std::string_view text, std::size_t at) {
    const std::size_t before = text.substr(0, at).find_last_not_of(kSpaces);
    return before != std::string_view::npos && text[before] == '\n';
}

/// How a new member is written.
struct Style {
    std::string indent;  ///< of each level below the line's own; empty for everything on one line
    std::string base;    ///< the indentation of the member itself
    std::string line_end;
};

/// Returns the step of indentation in a text: that of its first member which begins a line.
std::string step_of(std::string_view text, const std::vector<Member>& members) {
    for (const Member& member : members) {
        if (!begins_line(text, member.name.begin)) continue;
        std::string indent = indent_of_line(text, member.name.begin);
        if (!indent.empty()) return indent;
    }
    return std::string(kDefaultIndent);
}

/// Writes a value. Arrays stay on one line, as in the settings of editors.
std::string written(const Json& value, const Style& style) {
    if (!value.is_object() || value.empty()) return value.dump();
    const bool one_line = style.indent.empty();
    Style inner = style;
    inner.base += style.indent;
    std::string text = "{";
    for (const auto& [key, member] : value.items()) {
        if (text.size() > 1) text += one_line ? ", " : ",";
        if (!one_line) text += style.line_end + inner.base;
        text += Json(key).dump() + ": " + written(member, inner);
    }
    return text + (one_line ? "" : style.line_end + style.base) + "}";
}

/// Returns `value` below all keys but the first `from`.
Json nested(const Keys& keys, std::size_t from, Json value) {
    for (std::size_t i = keys.size(); i > from; --i) value = Json{{keys[i - 1], std::move(value)}};
    return value;
}

/// Returns the offset behind the last character before `end` that is not white.
std::size_t behind_last(std::string_view text, std::size_t end) {
    const std::size_t last = text.substr(0, end).find_last_not_of(kWhite);
    return last == std::string_view::npos ? 0 : last + 1;
}

/// Returns the comma that follows a value at `at`, if there is one.
std::optional<std::size_t> comma_behind(const Jsonc& jsonc, std::size_t at) {
    const std::size_t next = jsonc.bare.find_first_not_of(kWhite, at);
    if (next == std::string::npos || jsonc.bare[next] != ',') return std::nullopt;
    return next;
}

/// Adds the member `key` to the object `found.value`.
Edited insert(std::string_view text, const Jsonc& jsonc, const Found& found, const std::string& key,
              const Json& value) {
    const Range object = found.value;
    const auto members = members_of(jsonc.plain, object.begin);
    const auto has_lines = [&](const Range& range) {
        return text.substr(range.begin, range.end - range.begin).find('\n') !=
               std::string_view::npos;
    };
    const bool is_open = has_lines(object);
    const bool is_inner = !found.objects.empty();
    const bool on_lines = is_open || (members.empty() &&
                                      (!is_inner || has_lines({found.objects.back(), object.end})));
    Style style;
    style.line_end = line_end_of(text);
    if (on_lines) {
        const Range root = root_of(jsonc.plain);
        style.indent = step_of(text, members_of(jsonc.plain, root.begin));
        style.base = indent_of_line(text, object.begin) + style.indent;
        for (const Member& member : members) {
            if (begins_line(text, member.name.begin)) {
                style.base = indent_of_line(text, member.name.begin);
            }
        }
    }
    const std::string member = Json(key).dump() + ": " + written(value, style);

    Edited edited;
    std::size_t at = behind_last(text, object.end - 1);
    std::string& piece = edited.addition.piece;
    if (members.empty()) {
        if (!is_open) at = object.end - 1;
        piece = on_lines ? style.line_end + style.base + member : member;
        if (on_lines && !is_open) piece += style.line_end + indent_of_line(text, object.begin);
    } else {
        const bool has_comma = comma_behind(jsonc, members.back().value.end).has_value();
        edited.addition.comma = !has_comma;
        piece = (on_lines ? style.line_end + style.base : " ") + member + (has_comma ? "," : "");
    }
    edited.text = std::string(text.substr(0, at)) + piece + std::string(text.substr(at));
    if (edited.addition.comma) edited.text.insert(members.back().value.end, ",");
    return edited;
}

/// Adds an object to a text that has no value.
Edited begin_text(std::string_view text, const Keys& keys, const Json& value) {
    Edited edited;
    const std::string line_end = line_end_of(text);
    const bool needs_line = !text.empty() && text != "\xEF\xBB\xBF" && !text.ends_with('\n');
    edited.addition.piece =
        (needs_line ? line_end : "") +
        written(nested(keys, 0, value), {std::string(kDefaultIndent), "", line_end}) + line_end;
    edited.text = std::string(text) + edited.addition.piece;
    return edited;
}

std::string without(std::string_view text, const Erased& erased) {
    std::string rest(text);
    for (auto range = erased.rbegin(); range != erased.rend(); ++range) {
        rest.erase(range->begin, range->end - range->begin);
    }
    return rest;
}

/// Returns the text before the addition if removing its piece gives a text to which the addition
/// leads back.
std::optional<std::string> undone(std::string_view text, const Addition& addition,
                                  const Range& value) {
    if (addition.piece.empty()) return std::nullopt;
    for (std::size_t at = text.find(addition.piece); at != std::string_view::npos;
         at = text.find(addition.piece, at + 1)) {
        const std::size_t end = at + addition.piece.size();
        if (value.begin < at || value.end > end) continue;
        std::string rest = without(text, {{at, end}});
        if (addition.comma) {
            const auto jsonc = read_jsonc(rest);
            if (!jsonc) continue;
            // The comma is in `bare` only, since nothing follows it by now.
            std::size_t comma = std::min(at, rest.size());
            while (comma > 0 && jsonc->bare[comma - 1] == jsonc->plain[comma - 1]) --comma;
            if (comma == 0) continue;
            rest.erase(comma - 1, 1);
        }
        const auto again = add_to_jsonc(rest, addition.keys, addition.value);
        if (again && again->text == text && again->addition.made == addition.made &&
            again->addition.made_root == addition.made_root) {
            return rest;
        }
    }
    return std::nullopt;
}

/// Returns the bytes of a member: its line or lines if it has them to itself, and one comma.
Erased bytes_of(std::string_view text, const Jsonc& jsonc, const std::vector<Member>& members,
                std::size_t index) {
    const Member& member = members[index];
    Range range{member.name.begin, member.value.end};
    Erased erased;
    const auto following = comma_behind(jsonc, member.value.end);
    if (following == range.end) {
        ++range.end;
    } else if (following) {
        erased.push_back({*following, *following + 1});
    } else if (index > 0) {
        const auto preceding = comma_behind(jsonc, members[index - 1].value.end);
        if (preceding) erased.push_back({*preceding, *preceding + 1});
    }
    const std::size_t rest = text.find_first_not_of(kSpaces, range.end);
    const bool ends_line =
        rest == std::string_view::npos || text[rest] == '\n' || text[rest] == '\r';
    if (begins_line(text, member.name.begin) && ends_line) {
        range.begin = text.substr(0, range.begin).find_last_not_of(kSpaces);  // the line feed
        if (range.begin > 0 && text[range.begin - 1] == '\r') --range.begin;
    } else {
        range.end = std::min(rest, text.size());
    }
    const bool is_last = !erased.empty() && erased.front().begin >= range.end;
    erased.insert(is_last ? erased.begin() : erased.end(), range);
    return erased;
}

/// Returns how many of the keys stay: objects that were made stay if they hold something else by
/// now, a comment for instance.
std::size_t kept_keys(std::string_view text, const Jsonc& jsonc, const Addition& addition) {
    const Keys& keys = addition.keys;
    std::size_t kept = keys.size() - 1;
    const std::size_t given = keys.size() - std::min(addition.made, keys.size());
    for (; kept > given; --kept) {
        const Keys above(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(kept));
        const Json* object = value_at(jsonc.value, above);
        const Range range = follow(jsonc, above)->value;
        const std::size_t size = range.end - range.begin;
        if (object == nullptr || object->size() != 1 ||
            text.substr(range.begin, size) !=
                std::string_view(jsonc.bare).substr(range.begin, size)) {
            break;
        }
    }
    return kept;
}

Json without_value(Json json, const Keys& keys, std::size_t kept) {
    Json* object = &json;
    for (std::size_t i = 0; i < kept; ++i) object = &(*object)[keys[i]];
    object->erase(keys[kept]);
    return json;
}

}  // namespace

Json with_value(Json json, const Keys& keys, const Json& value) {
    if (json.is_discarded()) json = Json::object();
    Json* at = &json;
    for (const std::string& key : keys) at = &(*at)[key];
    *at = value;
    return json;
}

boost::system::result<std::optional<Setting>, TextError> setting_in_jsonc(std::string_view text,
                                                                          const Keys& keys) {
    const auto jsonc = read_jsonc(text);
    if (!jsonc) return jsonc.error();
    const auto found = follow(*jsonc, keys);
    if (!found || found->depth < keys.size()) return std::optional<Setting>();
    const Json* value = value_at(jsonc->value, keys);
    if (value == nullptr) return std::optional<Setting>();
    return std::optional(Setting{*value, error_at(text, found->value.begin, "").line});
}

boost::system::result<Edited, Failure> add_to_jsonc(std::string_view text, const Keys& keys,
                                                    const Json& value) {
    const auto jsonc = read_jsonc(text);
    if (!jsonc) return broken(jsonc.error());
    const auto found = follow(*jsonc, keys);
    Edited edited;
    if (!found) {
        edited = begin_text(text, keys, value);
        edited.addition.made = keys.size();
        edited.addition.made_root = true;
    } else if (found->depth == keys.size()) {
        return Failure{joined(keys) + " has a value already"};
    } else if (jsonc->plain[found->value.begin] != '{') {
        return not_an_object(keys, found->depth);
    } else {
        edited =
            insert(text, *jsonc, *found, keys[found->depth], nested(keys, found->depth + 1, value));
        edited.addition.made = keys.size() - found->depth;
    }
    edited.addition.keys = keys;
    edited.addition.value = value;
    const auto result = read_jsonc(edited.text);
    if (!result || result->value != with_value(jsonc->value, keys, value)) {
        return Failure{"it is written in a way that cannot be edited safely"};
    }
    return edited;
}

TextResult remove_from_jsonc(std::string_view text, const Addition& addition) {
    const auto jsonc = read_jsonc(text);
    if (!jsonc) return broken(jsonc.error());
    const auto found = follow(*jsonc, addition.keys);
    if (!found || found->depth < addition.keys.size()) {
        return Failure{joined(addition.keys) + " is gone already"};
    }
    const Json* value = value_at(jsonc->value, addition.keys);
    if (value == nullptr || *value != addition.value) {
        return Failure{joined(addition.keys) + " has another value by now"};
    }
    if (auto before = undone(text, addition, found->value))
        return TextResult(boost::system::in_place_value, *before);

    const std::size_t kept = kept_keys(text, *jsonc, addition);
    const auto members = members_of(jsonc->plain, found->objects[kept]);
    const Member* member = last_of(members, addition.keys[kept]);
    const auto index = static_cast<std::size_t>(member - members.data());
    std::string rest = without(text, bytes_of(text, *jsonc, members, index));
    const auto result = read_jsonc(rest);
    if (!result || result->value != without_value(jsonc->value, addition.keys, kept)) {
        return Failure{joined(addition.keys) + " cannot be removed safely"};
    }
    return TextResult(boost::system::in_place_value, std::move(rest));
}

}  // namespace editors
