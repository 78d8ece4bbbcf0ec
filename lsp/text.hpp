// The text of a document and the edits of didChange, in UTF-16 positions.
//
// gopls always counts in UTF-16 code units whatever the client offers
// (docs/gopls-facts.md, "Protocol"). A line ends at '\n' alone, as gopls and Neovim
// count; VS Code never has a lone '\r' in its model.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lsp/result.hpp"

namespace lsp {

/// A place between two characters (LSP 3.17, "Position").
struct Position {
    std::uint32_t line = 0;
    /// In UTF-16 code units.
    std::uint32_t character = 0;
    friend auto operator<=>(const Position&, const Position&) = default;
};

/// LSP 3.17, "Range": the end is exclusive.
struct Range {
    Position start;
    Position end;
    friend bool operator==(const Range&, const Range&) = default;
};

/// Why an edit was refused; the text is then as it was.
enum class EditError {
    kLineOutOfRange = 1,   ///< past the line after the last line end
    kCharacterOutOfRange,  ///< past the end of its line
    kEndBeforeStart,
    kBadUtf8,  ///< the replacement, or the text on the way to the position
};

/// Replaces `range` of the UTF-8 `text` by `replacement`.
boost::system::result<void, EditError> apply_edit(std::string& text, Range range,
                                                  std::string_view replacement);

/// Byte offset of `position` in the UTF-8 `text`, found and refused as gopls does
/// (protocol.Mapper.PositionOffset): character 0 of the line after the last one is the end of
/// the text, a place between the two code units of one character is the place before it, and
/// past the end of a line is an error; '\r' is a character of its line.
boost::system::result<std::size_t, EditError> offset_of(std::string_view text, Position position);

/// How far a position lies in its line: the bytes of `units` UTF-16 code units from the beginning
/// of `rest`, or of all of it when it ends before that, with the units that are left. An error
/// where the line ends first.
struct Walk {
    std::size_t bytes = 0;
    std::uint32_t units_left = 0;
};
boost::system::result<Walk, EditError> walk_line(std::string_view rest, std::uint32_t units);

/// Length of the character at the front of `text`, 0 if there is none that is well formed
/// (Unicode 15, table 3-7).
std::size_t character_bytes(std::string_view text);

/// Whether `text` is well-formed UTF-8 (no overlong form, no surrogate, up to U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace lsp
