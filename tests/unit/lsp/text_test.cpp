#include "lsp/text.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using lsp::EditError;
using lsp::Position;
using lsp::Range;

constexpr const char* kSmile = "\xf0\x9f\x98\x80";

// A simple reference implementation that uses UTF-16 throughout.

std::u16string to_utf16(const std::string& text) {
    std::u16string units;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&text, &i] { return static_cast<char32_t>(text[i++] & 0xff); };
        char32_t c = byte();
        const int more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
        if (more) c &= 0x3f >> more;
        for (int k = 0; k < more; ++k) c = c << 6 | (byte() & 0x3f);
        if (c >= 0x10000) {
            units += static_cast<char16_t>(0xd800 + ((c - 0x10000) >> 10));
            units += static_cast<char16_t>(0xdc00 + ((c - 0x10000) & 0x3ff));
        } else {
            units += static_cast<char16_t>(c);
        }
    }
    return units;
}

/// Returns the index of a position by the rules of gopls (protocol.Mapper.PositionOffset).
std::optional<std::size_t> index_of(const std::u16string& units, Position position) {
    std::vector<std::size_t> starts = {0};
    for (std::size_t i = 0; i < units.size(); ++i) {
        if (units[i] == u'\n') starts.push_back(i + 1);
    }
    if (position.line > starts.size()) return std::nullopt;
    if (position.line == starts.size()) {
        if (position.character > 0) return std::nullopt;
        return units.size();
    }
    std::size_t end = starts[position.line];
    while (end < units.size() && units[end] != u'\n') ++end;
    const std::size_t index = starts[position.line] + position.character;
    if (index > end) return std::nullopt;
    const bool inside_pair = index < end && units[index] >= 0xdc00 && units[index] <= 0xdfff;
    return inside_pair ? index - 1 : index;
}

class Random {
  public:
    explicit Random(unsigned seed) : engine_(seed) {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_()) % n; }
    std::string text(std::size_t length) {
        static const char* const kPieces[] = {
            "a",  "b",        "\t",           "\n",   "\r\n",
            "\r", "\xc3\xa9", "\xe2\x82\xac", kSmile, "\xf4\x8f\xbf\xbf"};
        std::string text;
        for (; length > 0; --length) text += kPieces[below(std::size(kPieces))];
        return text;
    }
    /// Returns a short and valid range in most cases, and an arbitrary one in some.
    Range range(std::size_t lines) {
        const auto near = [this](std::size_t n) { return static_cast<std::uint32_t>(below(n)); };
        const Position start{near(lines + 1), near(4)};
        if (below(3) == 0) return {start, {near(lines + 3), near(9)}};
        return {start, {start.line + near(2), start.character + near(3)}};
    }

  private:
    std::mt19937 engine_;
};

EditError offset_error(const std::string& text, Position position) {
    const auto offset = lsp::offset_of(text, position);
    return offset ? EditError{} : offset.error();
}

}  // namespace

TEST_CASE("offset_of counts positions as gopls does") {
    struct Case {
        std::string text;
        Position position;
        std::size_t offset;
    };
    const std::string smile = kSmile;
    const std::vector<Case> cases = {
        {"", {0, 0}, 0},          {"", {1, 0}, 0},  // (1, 0) after the only line is the end
        {"a", {0, 1}, 1},         {"a", {1, 0}, 1},
        {"a\n", {1, 0}, 2},       {"a\n", {2, 0}, 2},
        {"a\nbc\nd", {1, 1}, 3},  {"a\nbc\nd", {2, 1}, 6},
        {"a\r\nb", {0, 2}, 2},  // '\r' counts as a character of its line
        {"a\rb\nc", {0, 3}, 3},   {"a\rb\nc", {1, 0}, 4},
        {"\xc3\xa9x", {0, 1}, 2}, {"\xe2\x82\xacx", {0, 1}, 3},
        {smile + "x", {0, 2}, 4}, {smile + "x", {0, 3}, 5},
        {smile + "x", {0, 1}, 0},  // inside a surrogate pair: rounds down to its start
        {"a" + smile, {0, 2}, 1},
    };
    for (const auto& [text, position, offset] : cases) {
        CAPTURE(text, position.line, position.character);
        const auto found = lsp::offset_of(text, position);
        REQUIRE(found.has_value());
        CHECK(*found == offset);
    }
}

TEST_CASE("offset_of rejects the positions that gopls rejects") {
    CHECK(offset_error("", {0, 1}) == EditError::kCharacterOutOfRange);
    CHECK(offset_error("", {1, 1}) == EditError::kCharacterOutOfRange);
    CHECK(offset_error("", {2, 0}) == EditError::kLineOutOfRange);
    CHECK(offset_error("a\n", {3, 0}) == EditError::kLineOutOfRange);
    CHECK(offset_error("a\n", {2, 1}) == EditError::kCharacterOutOfRange);
    CHECK(offset_error("a\nb", {0, 2}) == EditError::kCharacterOutOfRange);
    CHECK(offset_error("a\r\nb", {0, 3}) == EditError::kCharacterOutOfRange);
    CHECK(offset_error("a", {0xffffffff, 0xffffffff}) == EditError::kLineOutOfRange);
    CHECK(offset_error("a", {0, 0xffffffff}) == EditError::kCharacterOutOfRange);
    CHECK(offset_error("a\xff", {0, 2}) == EditError::kBadUtf8);
}

TEST_CASE("apply_edit replaces a range of the text") {
    struct Case {
        std::string text;
        Range range;
        std::string replacement;
        std::string expected;
    };
    const std::vector<Case> cases = {
        {"", {{0, 0}, {0, 0}}, "package p\n", "package p\n"},
        {"abc", {{0, 1}, {0, 2}}, "", "ac"},
        {"abc", {{0, 3}, {0, 3}}, "d", "abcd"},
        {"abc", {{0, 0}, {1, 0}}, "x", "x"},
        {"a\nb\nc", {{0, 1}, {2, 0}}, "", "ac"},
        {"a\nb\nc", {{1, 0}, {2, 0}}, "", "a\nc"},
        {"x\xf0\x9f\x98\x80y", {{0, 1}, {0, 3}}, "\xc3\xa9", "x\xc3\xa9y"},
        {"a\r\nb", {{0, 1}, {0, 2}}, "", "a\nb"},
        // Two positions for the end of the text, in reverse order.
        {"a", {{1, 0}, {0, 1}}, "b", "ab"},
    };
    for (const auto& [before, range, replacement, expected] : cases) {
        CAPTURE(before, expected);
        std::string text = before;
        REQUIRE(lsp::apply_edit(text, range, replacement).has_value());
        CHECK(text == expected);
    }
}

TEST_CASE("apply_edit leaves the text unchanged when it rejects an edit") {
    struct Case {
        Range range;
        std::string replacement;
        EditError error;
    };
    const std::vector<Case> cases = {
        {{{0, 1}, {0, 0}}, "", EditError::kEndBeforeStart},
        {{{1, 0}, {0, 1}}, "", EditError::kEndBeforeStart},
        {{{0, 9}, {1, 0}}, "", EditError::kCharacterOutOfRange},
        {{{0, 0}, {1, 9}}, "", EditError::kCharacterOutOfRange},
        {{{9, 0}, {9, 0}}, "", EditError::kLineOutOfRange},
        {{{0, 0}, {9, 0}}, "", EditError::kLineOutOfRange},
        {{{0, 0}, {0, 1}}, "\xff", EditError::kBadUtf8},
        {{{0, 0}, {0, 1}}, "\xed\xa0\x80", EditError::kBadUtf8},
    };
    for (const auto& [range, replacement, error] : cases) {
        CAPTURE(range.start.line, range.start.character, range.end.line, range.end.character);
        std::string text = "one\ntwo";
        const auto result = lsp::apply_edit(text, range, replacement);
        REQUIRE(result.has_error());
        CHECK(result.error() == error);
        CHECK(text == "one\ntwo");
    }
}

TEST_CASE("apply_edit agrees with a reference implementation in UTF-16") {
    std::size_t accepted = 0;
    for (unsigned seed = 0; seed < 40; ++seed) {
        Random random(seed);
        std::string text = random.text(random.below(40));
        for (int step = 0; step < 300; ++step) {
            auto units = to_utf16(text);
            const std::size_t lines =
                static_cast<std::size_t>(std::count(units.begin(), units.end(), u'\n'));
            const Range range = random.range(lines);
            const std::string replacement = random.text(random.below(6));
            CAPTURE(seed, step, text, replacement);
            CAPTURE(range.start.line, range.start.character, range.end.line, range.end.character);

            const auto start = index_of(units, range.start);
            const auto end = index_of(units, range.end);
            const bool expected = start && end && *start <= *end;
            const std::string before = text;
            REQUIRE(lsp::apply_edit(text, range, replacement).has_value() == expected);
            if (expected) {
                units.replace(*start, *end - *start, to_utf16(replacement));
                REQUIRE((to_utf16(text) == units));
                ++accepted;
            } else {
                REQUIRE(text == before);
            }
            if (text.size() > 400 || text.size() < 5) text = random.text(40);
        }
    }
    CHECK(accepted > 3000);
    CHECK(accepted < 9000);
}

TEST_CASE("is_utf8 accepts well-formed text only") {
    for (const std::string good : {"", "plain ASCII text", "\x7f", "\xc2\x80", "\xdf\xbf",
                                   "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
                                   "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xef\xbb\xbfx"}) {
        CAPTURE(good);
        // At every offset from a word boundary of the ASCII fast path.
        for (std::size_t pad = 0; pad < 10; ++pad)
            CHECK(lsp::is_utf8(std::string(pad, 'a') + good + std::string(pad, 'b')));
    }
    CHECK(lsp::is_utf8(std::string_view("\0", 1)));
    for (const std::string bad :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2x", "\xe0\x80\x80", "\xe0\x9f\xbf",
          "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
          "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff",
          "\xe2\x82\xc2\xa9"}) {
        CAPTURE(bad);
        for (std::size_t pad = 0; pad < 10; ++pad) {
            CHECK_FALSE(lsp::is_utf8(std::string(pad, 'a') + bad));
            CHECK_FALSE(lsp::is_utf8(std::string(pad, 'a') + bad + std::string(pad, 'b')));
        }
    }
}

TEST_CASE("is_utf8 agrees with the definition of UTF-8 for every code point") {
    for (char32_t c = 0; c <= 0x11ffff; ++c) {
        std::string text;
        const auto add = [&text](char32_t byte) { text += static_cast<char>(byte); };
        if (c < 0x80) {
            add(c);
        } else if (c < 0x800) {
            add(0xc0 | c >> 6), add(0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            add(0xe0 | c >> 12), add(0x80 | (c >> 6 & 0x3f)), add(0x80 | (c & 0x3f));
        } else {
            add(0xf0 | c >> 18), add(0x80 | (c >> 12 & 0x3f)), add(0x80 | (c >> 6 & 0x3f)),
                add(0x80 | (c & 0x3f));
        }
        const bool character = c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff);
        if (lsp::is_utf8(text) != character) FAIL("code point " << static_cast<unsigned>(c));
    }
}
