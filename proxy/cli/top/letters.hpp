// Text in columns of a terminal. Columns are those of wcwidth(3), so the locale (LC_CTYPE) must be
// set for any but ASCII. Pure otherwise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cli::top {

enum class Charset { kUtf8, kAscii };

/// Makes any text fit for a terminal with this character set.
class Letters {
  public:
    explicit Letters(Charset charset) : charset_(charset) {}

    /// Returns `text` on one line and without anything that a terminal would obey: invalid UTF-8,
    /// control characters and marks of the writing direction become U+FFFD, line ends and tabs a
    /// blank. In ASCII, a character that has no likeness becomes `?`. Idempotent.
    std::string plain(std::string_view text) const;

    // The following return plain text.

    /// Returns the columns that the plain `text` takes.
    std::size_t columns(std::string_view text) const;
    /// Returns at most `columns` of the beginning; an ellipsis tells that the rest is missing.
    std::string cut(std::string_view text, std::size_t columns) const;
    /// Returns at most `columns` of the end, for a path.
    std::string cut_front(std::string_view text, std::size_t columns) const;
    /// Return exactly `columns`, cut or filled with blanks.
    std::string left(std::string_view text, std::size_t columns) const;
    std::string right(std::string_view text, std::size_t columns) const;
    /// Returns `text` in lines of at most `columns`, broken at blanks. The last of `lines` lines is
    /// cut if there are more.
    std::vector<std::string> wrapped(std::string_view text, std::size_t columns,
                                     std::size_t lines) const;

  private:
    std::string_view ellipsis() const { return charset_ == Charset::kUtf8 ? "…" : "*"; }
    std::size_t width(char32_t character) const;
    std::string_view likeness(char32_t character) const;

    Charset charset_;
};

}  // namespace cli::top
