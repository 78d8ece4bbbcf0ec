#include "lsp/text.hpp"

#include <cstring>

namespace lsp {
namespace {

bool is_between(char c, unsigned char low, unsigned char high) {
    const auto byte = static_cast<unsigned char>(c);
    return low <= byte && byte <= high;
}

/// A line and where it starts: the second position of a range is looked for from the first.
struct LineStart {
    std::uint32_t line = 0;
    std::size_t offset = 0;
};

/// Moves `from` to the line of `position`, or to the last one before it.
void advance(LineStart& from, std::string_view text, std::uint32_t line) {
    const char* const end = text.data() + text.size();
    while (from.line < line) {
        const char* const at = text.data() + from.offset;
        const auto* const newline =
            static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
        if (!newline) return;
        from.offset = static_cast<std::size_t>(newline + 1 - text.data());
        ++from.line;
    }
}

boost::system::result<std::size_t, EditError> find(std::string_view text, Position position,
                                                   LineStart& from) {
    advance(from, text, position.line);
    if (from.line < position.line) {
        if (position.line - from.line > 1) return EditError::kLineOutOfRange;
        if (position.character > 0) return EditError::kCharacterOutOfRange;
        return text.size();
    }
    const auto walked = walk_line(text.substr(from.offset), position.character);
    if (!walked) return walked.error();
    const std::size_t offset = from.offset + walked->bytes;
    if (walked->units_left > 0 && offset == text.size()) return EditError::kCharacterOutOfRange;
    return offset;
}

}  // namespace

std::size_t character_bytes(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    const std::size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (text.size() < size) return 0;
    // Only the second byte tells overlong forms, surrogates and code points past U+10FFFF.
    const unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (!is_between(text[1], low, high)) return 0;
    for (std::size_t i = 2; i < size; ++i) {
        if (!is_between(text[i], 0x80, 0xbf)) return 0;
    }
    return size;
}

boost::system::result<Walk, EditError> walk_line(std::string_view rest, std::uint32_t units) {
    Walk walk{0, units};
    while (walk.units_left > 0 && walk.bytes < rest.size()) {
        if (rest[walk.bytes] == '\n') return EditError::kCharacterOutOfRange;
        const std::size_t size = character_bytes(rest.substr(walk.bytes));
        if (size == 0) return EditError::kBadUtf8;
        const std::uint32_t taken = size == 4 ? 2 : 1;
        // In the middle of a pair: gopls takes the place before it.
        if (taken > walk.units_left) break;
        walk.units_left -= taken;
        walk.bytes += size;
    }
    return walk;
}

boost::system::result<std::size_t, EditError> offset_of(std::string_view text, Position position) {
    LineStart from;
    return find(text, position, from);
}

boost::system::result<void, EditError> apply_edit(std::string& text, Range range,
                                                  std::string_view replacement) {
    LineStart from;
    const auto start = find(text, range.start, from);
    if (!start) return start.error();
    if (range.end.line < from.line) from = {};
    const auto end = find(text, range.end, from);
    if (!end) return end.error();
    if (*end < *start) return EditError::kEndBeforeStart;
    if (!is_utf8(replacement)) return EditError::kBadUtf8;
    text.replace(*start, *end - *start, replacement);
    return {};
}

bool is_utf8(std::string_view text) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080;
    while (!text.empty()) {
        std::uint64_t word = 0;
        if (text.size() >= sizeof word) {
            std::memcpy(&word, text.data(), sizeof word);
            if ((word & kHighBits) == 0) {
                text.remove_prefix(sizeof word);
                continue;
            }
        }
        const std::size_t size = character_bytes(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

}  // namespace lsp
