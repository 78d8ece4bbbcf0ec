// The text of a large document inside of the message that brings it: found, and cut into pieces, so
// that the rest can be read as a small tree and the text need never be in one.
//
// Nothing is checked here: who reads the rest, with a short string in the place of the text, and
// unescapes the pieces finds all that is wrong with either. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace lsp {

/// The first string of more than `longer_than` bytes that follows a key `text`, raw and without its
/// quotes: a view into `json`. Empty if there is none.
std::string_view long_text(std::string_view json, std::size_t longer_than);

/// The front of a raw string, `most_bytes` (16 or more) or a little less, that can be unescaped by
/// itself: it ends neither in a character, nor in an escape, nor between two that are one
/// character.
std::string_view front_piece(std::string_view raw, std::size_t most_bytes);

}  // namespace lsp
