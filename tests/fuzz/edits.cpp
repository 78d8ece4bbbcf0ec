#include "fuzz/edits.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "fuzz/sections.hpp"
#include "support/utf16_text.hpp"

namespace fuzz {
namespace {

std::uint32_t take_number(std::string_view& text) {
    const auto first = std::min(text.find_first_of("0123456789"), text.size());
    text.remove_prefix(first);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return error == std::errc{} ? value : 0;
}

/// Returns the number of UTF-16 units of each line.
std::vector<std::size_t> lengths_of_lines(const std::string& text) {
    std::vector<std::size_t> lengths;
    for (std::size_t start = 0;;) {
        const auto end = std::min(text.find('\n', start), text.size());
        lengths.push_back(support::end_of(text.substr(start, end - start)).character);
        if (end == text.size()) return lengths;
        start = end + 1;
    }
}

/// Returns the oracle's place for `position`, or nothing if gopls refuses the position.
std::optional<support::Place> place_in(const std::string& text, lsp::Position position) {
    const auto lengths = lengths_of_lines(text);
    if (position.line == lengths.size() && position.character == 0) return support::end_of(text);
    if (position.line >= lengths.size()) return {};
    if (position.character > lengths[position.line]) return {};
    support::Place place{position.line, position.character};
    try {
        support::edited(text, place, place, "");
    } catch (const std::invalid_argument&) {
        --place.character;  // inside a surrogate pair: the place before it
    }
    return place;
}

}  // namespace

Edit edit_from(std::string_view section) {
    std::string_view line = take_line(section);
    Edit edit;
    edit.range.start.line = take_number(line);
    edit.range.start.character = take_number(line);
    edit.range.end.line = take_number(line);
    edit.range.end.character = take_number(line);
    edit.replacement = section;
    return edit;
}

bool is_valid_utf8(std::string_view text) {
    try {
        (void)nlohmann::json(text).dump();
        return true;
    } catch (const nlohmann::json::type_error&) {
        return false;
    }
}

std::optional<std::string> edited_slowly(const std::string& text, const Edit& edit) {
    if (!is_valid_utf8(edit.replacement)) return {};
    const auto start = place_in(text, edit.range.start);
    const auto end = place_in(text, edit.range.end);
    if (!start || !end) return {};
    try {
        return support::edited(text, *start, *end, edit.replacement);
    } catch (const std::out_of_range&) {
        return {};  // the end is before the start
    }
}

}  // namespace fuzz
