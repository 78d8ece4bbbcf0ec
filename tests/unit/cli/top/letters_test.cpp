#include "cli/top/letters.hpp"

#include "support/catch.hpp"
#include "unit/cli/top/utf8_locale.hpp"

using cli::top::Charset;
using cli::top::Letters;

TEST_CASE("Text for the screen is cut by columns, not by bytes or characters") {
    const Utf8Locale locale;
    const Letters letters(Charset::kUtf8);
    CHECK(letters.columns("日本語") == 6);
    CHECK(letters.cut("日本語", 6) == "日本語");
    CHECK(letters.cut("日本語", 5) == "日本…");
    CHECK(letters.cut("日本語", 4) == "日…");
    CHECK(letters.cut("日本語", 1) == "…");
    CHECK(letters.cut("日本語", 0).empty());
    CHECK(letters.cut_front("日本語", 5) == "…本語");
    CHECK(letters.cut_front("日本語", 4) == "…語");
    CHECK(letters.cut_front("~/src/app", 6) == "…c/app");
    CHECK(letters.left("日本", 5) == "日本 ");
    CHECK(letters.right("日本", 5) == " 日本");
    CHECK(letters.left("日本語", 4) == "日… ");
    // An accent of its own takes no column, and stays with its letter.
    CHECK(letters.columns("e\u0301a") == 2);
    CHECK(letters.cut("e\u0301abc", 2) == "e\u0301…");
    CHECK(letters.cut_front("ae\u0301b", 2) == "…b");
}

TEST_CASE("Text is wrapped at blanks, and its last line is cut") {
    const Letters letters(Charset::kAscii);
    CHECK(letters.wrapped("one two three", 7, 3) == std::vector<std::string>{"one two", "three"});
    CHECK(letters.wrapped("one two three", 6, 3) ==
          std::vector<std::string>{"one", "two", "three"});
    CHECK(letters.wrapped("one two three", 7, 1) == std::vector<std::string>{"one tw*"});
    CHECK(letters.wrapped("abcdefgh", 3, 9) == std::vector<std::string>{"abc", "def", "gh"});
    CHECK(letters.wrapped("", 3, 9).empty());
    CHECK(letters.wrapped("abc", 0, 2).size() <= 2);
}

TEST_CASE("A terminal finds nothing to obey in any text") {
    const Utf8Locale locale;
    const Letters letters(Charset::kUtf8);
    CHECK(letters.plain("\x1b[2Ja\rb\nc\td") == "\ufffd[2Ja\ufffdb c d");
    CHECK(letters.plain("\xff\xfe") == "\ufffd\ufffd");
    CHECK(letters.plain("\xc2\x9b"
                        "31m") == "\ufffd31m");
    // The right-to-left override would show "gopls" for another name.
    CHECK(letters.plain("a\u202eslpog") == "a\ufffdslpog");
    std::string pile = "a";
    for (int i = 0; i < 100; ++i) pile += "\u0301";
    CHECK(letters.plain(pile) == "a\u0301\u0301\u0301");
    CHECK(letters.plain("\u0301a") == "a");
    for (const std::string text : {"\x1b[2J", "日本語\n", "a\u202eb", "\xff"}) {
        CHECK(letters.plain(letters.plain(text)) == letters.plain(text));
    }
}

TEST_CASE("Without UTF-8, the screen is ASCII, one column a character") {
    const Letters letters(Charset::kAscii);
    CHECK(letters.plain("…– └─ 3 µs ▁█ 日本 é") == "*- `- 3 us _# ?? ?");
    CHECK(letters.columns(letters.plain("日本")) == 2);
    CHECK(letters.cut("日本語", 2) == "?*");
}
