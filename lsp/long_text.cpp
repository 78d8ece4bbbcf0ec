#include "lsp/long_text.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "lsp/json_scan.hpp"

namespace lsp {
namespace {

constexpr std::size_t kLongEscapeBytes = 6;  // \uXXXX

/// An escape begins with a backslash that is not the second of a pair. `raw` begins outside of one.
bool begins_escape(std::string_view raw, std::size_t at) {
    if (raw[at] != '\\') return false;
    std::size_t before = at;
    while (before > 0 && raw[before - 1] == '\\') --before;
    return (at - before) % 2 == 0;
}

/// A last escape that goes on behind `end` is left out.
std::size_t before_cut_escape(std::string_view raw, std::size_t end) {
    for (std::size_t back = 1; back < kLongEscapeBytes; ++back) {
        const std::size_t at = end - back;
        if (!begins_escape(raw, at)) continue;
        const std::size_t size = raw[at + 1] == 'u' ? kLongEscapeBytes : 2;
        return at + size > end ? at : end;
    }
    return end;
}

/// A last escape that stands for the first half of a character (a high surrogate) is left out.
std::size_t before_half(std::string_view raw, std::size_t end) {
    const std::size_t at = end - kLongEscapeBytes;
    const std::string_view last = raw.substr(at, kLongEscapeBytes);
    const bool is_half = last.starts_with("\\u") && (last[2] == 'd' || last[2] == 'D') &&
                         std::strchr("89abAB", last[3]) != nullptr;
    return is_half && begins_escape(raw, at) ? at : end;
}

std::size_t before_cut_character(std::string_view raw, std::size_t end) {
    constexpr std::size_t kMostBytes = 4;
    for (std::size_t back = 0; back < kMostBytes; ++back) {
        if ((static_cast<unsigned char>(raw[end - back]) & 0xc0) != 0x80) return end - back;
    }
    return end;  // no UTF-8, wherever it is cut
}

}  // namespace

std::string_view long_text(std::string_view json, std::size_t longer_than) {
    const char* at = json.data();
    const char* const end = at + json.size();
    bool after_text = false;
    while (at < end) {
        const auto* open =
            static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
        if (!open) break;
        const char* const quote = closing_quote(open + 1, end);
        if (!quote) break;
        const std::string_view between(at, static_cast<std::size_t>(open - at));
        const std::string_view inside(open + 1, static_cast<std::size_t>(quote - open - 1));
        const bool is_value = between.find_first_not_of(" \t\r\n:") == std::string_view::npos;
        if (after_text && is_value && inside.size() > longer_than) return inside;
        after_text = inside == "text";
        at = quote + 1;
    }
    return {};
}

std::string_view front_piece(std::string_view raw, std::size_t most_bytes) {
    assert(most_bytes >= 16);
    if (raw.size() <= most_bytes) return raw;
    const std::size_t whole = before_cut_escape(raw, before_cut_character(raw, most_bytes));
    return raw.substr(0, before_half(raw, whole));
}

}  // namespace lsp
