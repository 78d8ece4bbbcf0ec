#include "cli/top/letters.hpp"

#include <wchar.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/incidents/reading.hpp"

namespace cli::top {
namespace {

constexpr char32_t kUnknown = 0xfffd;
/// Marks on one character beyond these are dropped: a pile of them would cover other lines.
constexpr int kMaxMarks = 3;

/// Takes the first character off valid UTF-8.
char32_t take_character(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text[0]);
    std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    length = std::min(length, text.size());
    char32_t character = length == 1 ? first : first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    text.remove_prefix(length);
    return character;
}

void append_utf8(std::string& text, char32_t c) {
    if (c < 0x80) {
        text += static_cast<char>(c);
        return;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr std::array<unsigned, 4> kFirst{0, 0xc0, 0xe0, 0xf0};
    text += static_cast<char>(kFirst[static_cast<std::size_t>(more)] | c >> (6 * more));
    for (int i = more - 1; i >= 0; --i) text += static_cast<char>(0x80 | (c >> (6 * i) & 0x3f));
}

/// Returns whether a terminal may reorder the line for this character, or break it.
bool directs_writing(char32_t c) {
    return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::size_t Letters::width(char32_t character) const {
    if (character < 0x80) return 1;
    const int columns = ::wcwidth(static_cast<wchar_t>(character));
    return columns < 0 ? 1 : static_cast<std::size_t>(columns);
}

/// Returns ASCII that takes one column.
std::string_view Letters::likeness(char32_t character) const {
    constexpr std::array<std::pair<char32_t, std::string_view>, 20> kLike{{
        {U'…', "*"}, {U'–', "-"}, {U'─', "-"}, {U'│', "|"}, {U'├', "|"}, {U'└', "`"}, {U'▲', "^"},
        {U'▼', "v"}, {U'▶', ">"}, {U'·', "-"}, {U'↑', "^"}, {U'↓', "v"}, {U'▁', "_"}, {U'▂', "."},
        {U'▃', "-"}, {U'▄', "~"}, {U'▅', "="}, {U'▆', "+"}, {U'▇', "*"}, {U'█', "#"},
    }};
    if (character == U'µ' || character == U'μ') return "u";
    const auto found = std::find_if(kLike.begin(), kLike.end(),
                                    [&](const auto& like) { return like.first == character; });
    return found == kLike.end() ? "?" : found->second;
}

std::string Letters::plain(std::string_view text) const {
    const std::string printable = incidents::printable(text);
    std::string result;
    int marks = kMaxMarks;  // none before the first character
    for (std::string_view rest = printable; !rest.empty();) {
        char32_t c = take_character(rest);
        if (c == U'\n' || c == U'\t') c = U' ';
        if (c < 0x80) {
            result += static_cast<char>(c);
            marks = 0;
            continue;
        }
        if (charset_ == Charset::kAscii) {
            result += likeness(c);
            continue;
        }
        const int columns = ::wcwidth(static_cast<wchar_t>(c));
        if (columns < 0 || directs_writing(c)) c = kUnknown;
        marks = columns == 0 && c != kUnknown ? marks + 1 : 0;
        if (marks <= kMaxMarks) append_utf8(result, c);
    }
    return result;
}

std::size_t Letters::columns(std::string_view text) const {
    std::size_t sum = 0;
    while (!text.empty()) sum += width(take_character(text));
    return sum;
}

std::string Letters::cut(std::string_view any, std::size_t limit) const {
    std::string text = plain(any);
    if (columns(text) <= limit) return text;
    if (limit == 0) return {};
    std::size_t used = 0;
    std::string_view rest = text;
    std::size_t kept = 0;
    for (;;) {
        const std::size_t next = width(take_character(rest));
        if (used + next > limit - 1) break;
        used += next;
        kept = text.size() - rest.size();
    }
    text.resize(kept);
    return text + std::string(ellipsis());
}

std::string Letters::cut_front(std::string_view any, std::size_t limit) const {
    const std::string text = plain(any);
    std::size_t left_over = columns(text);
    if (left_over <= limit) return text;
    if (limit == 0) return {};
    std::string_view rest = text;
    while (left_over > limit - 1) left_over -= width(take_character(rest));
    // Marks of the last character that was dropped.
    for (std::string_view next = rest; !next.empty() && width(take_character(next)) == 0;) {
        rest = next;
    }
    return std::string(ellipsis()) + std::string(rest);
}

std::string Letters::left(std::string_view text, std::size_t limit) const {
    std::string result = cut(text, limit);
    result.append(limit - columns(result), ' ');
    return result;
}

std::string Letters::right(std::string_view text, std::size_t limit) const {
    std::string result = cut(text, limit);
    result.insert(0, limit - columns(result), ' ');
    return result;
}

std::vector<std::string> Letters::wrapped(std::string_view any, std::size_t limit,
                                          std::size_t lines) const {
    const std::string text = plain(any);
    std::vector<std::string> result;
    std::string_view rest = text;
    while (!rest.empty() && result.size() < lines) {
        if (result.size() + 1 == lines || columns(rest) <= limit) {
            result.push_back(cut(rest, limit));
            break;
        }
        std::size_t used = 0;
        std::size_t fits = 0;    // bytes
        std::size_t broken = 0;  // bytes before the last blank that fits
        for (std::string_view next = rest; !next.empty();) {
            const bool blank = next.front() == ' ';
            if (blank) broken = rest.size() - next.size();
            used += width(take_character(next));
            if (used > limit) break;
            fits = rest.size() - next.size();
        }
        if (fits == 0) break;  // narrower than a character
        const std::size_t size = broken > 0 ? broken : fits;
        result.emplace_back(rest.substr(0, size));
        rest.remove_prefix(size);
        while (rest.starts_with(' ')) rest.remove_prefix(1);
    }
    return result;
}

}  // namespace cli::top
