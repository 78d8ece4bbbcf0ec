#include "lsp/rope.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>

#include "support/catch.hpp"

using lsp::Position;
using lsp::Range;
using lsp::Rope;

namespace {

class Random {
  public:
    explicit Random(unsigned seed) : engine_(seed) {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_()) % n; }
    std::uint32_t number(std::size_t n) { return static_cast<std::uint32_t>(below(n)); }
    std::string text(std::size_t length) {
        static const char* const kPieces[] = {
            "a", "b", "c", "\t", "\n", "\r\n", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
        std::string text;
        for (; length > 0; --length) text += kPieces[below(std::size(kPieces))];
        return text;
    }
    /// Returns a range within a few lines in most cases, and over much of the text in some.
    Range range(std::size_t lines) {
        const Position start{number(lines + 1), number(6)};
        if (below(8) == 0) return {start, {number(lines + 3), number(9)}};
        return {start, {start.line + number(3), start.character + number(4)}};
    }

  private:
    std::mt19937 engine_;
};

/// Applies the same edit to a rope and a plain string and requires the same outcome.
void edit_both(Rope& rope, std::string& text, Range range, const std::string& replacement) {
    const auto expected = lsp::apply_edit(text, range, replacement);
    const auto result = rope.apply_edit(range, replacement);
    REQUIRE(result.has_value() == expected.has_value());
    if (!expected) REQUIRE(result.error() == expected.error());
    REQUIRE(rope.str() == text);
}

}  // namespace

TEST_CASE("Rope returns the text it was built from for any leaf size") {
    Random random(1);
    for (const std::size_t length : {0, 1, 7, 8, 9, 100, 5000}) {
        const std::string text = random.text(length);
        for (const std::size_t leaf : {std::size_t{8}, std::size_t{13}, Rope::kLeafBytes}) {
            CAPTURE(length, leaf);
            const Rope rope(text, leaf);
            CHECK(rope.str() == text);
            CHECK(rope.size_bytes() == text.size());
        }
    }
}

TEST_CASE("Rope edits match the same edits of a plain string") {
    for (unsigned seed = 0; seed < 60; ++seed) {
        Random random(seed);
        std::string text = random.text(random.below(60));
        Rope rope(text, 8 + random.below(24));
        for (int step = 0; step < 300; ++step) {
            CAPTURE(seed, step);
            const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
            edit_both(rope, text, random.range(lines), random.text(random.below(12)));
        }
    }
}

TEST_CASE("Rope edits a line that spans many leaves") {
    std::string text = "first\n" + std::string(1000, 'x') + "\xf0\x9f\x98\x80" + "y\nlast";
    Rope rope(text, 8);
    // After, inside and before the surrogate pair; at and past the end of the line; elsewhere.
    for (const std::uint32_t character : {1002U, 1001U, 1000U, 1003U, 1004U, 0U, 500U}) {
        CAPTURE(character);
        edit_both(rope, text, {{1, character}, {1, character}}, "");
    }
    edit_both(rope, text, {{1, 990}, {2, 0}}, "\n");
    edit_both(rope, text, {{0, 0}, {3, 0}}, "");
    CHECK(text.empty());
    edit_both(rope, text, {{0, 0}, {0, 0}}, "again\n");
}

TEST_CASE("Rope is unchanged by a rejected edit") {
    std::string text = "one\ntwo";
    Rope rope(text, 8);
    edit_both(rope, text, {{0, 1}, {0, 0}}, "");
    edit_both(rope, text, {{0, 0}, {0, 1}}, "\xff");
    edit_both(rope, text, {{0, 9}, {1, 0}}, "");
    edit_both(rope, text, {{9, 0}, {9, 0}}, "");
    edit_both(rope, text, {{0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}}, "");
    CHECK(text == "one\ntwo");
}

TEST_CASE("Rope adds a tenth to the memory of its text and little more after a day of edits") {
    std::string text;
    for (int line = 0; line < 20000; ++line) text += "\tfmt.Println(\"line of a program\", i, j)\n";
    Rope rope(text);
    CHECK(rope.held_bytes() <= text.size() + text.size() / 10);
    Random random(7);
    // Types and deletes at random places; the length of the text stays the same.
    for (int step = 0; step < 40000; ++step) {
        const Position at{random.number(20000), random.number(5)};
        const std::uint32_t letters = 1 + random.number(10);
        REQUIRE(rope.apply_edit({at, at}, std::string(letters, 'x')).has_value());
        REQUIRE(rope.apply_edit({at, {at.line, at.character + letters}}, "").has_value());
    }
    CHECK(rope.str() == text);
    CHECK(rope.held_bytes() <= text.size() + text.size() / 5);
}
