// A text as editors see it: UTF-16 code units in lines. The oracle for documents.
//
// It converts everything both ways for each edit, which is slow and easy to trust,
// and shares no code with lsp/text.
#pragma once

#include <cstddef>
#include <string>

namespace support {

/// A position of LSP: line, and UTF-16 code units into it.
struct Place {
    std::size_t line = 0;
    std::size_t character = 0;
};

/// Returns `text` (UTF-8) with the part between `start` and `end` replaced. Lines end at '\n', and
/// a character past the end of its line means the end (LSP 3.17, "Position").
/// Throws std::out_of_range for a line that does not exist, std::invalid_argument for a
/// place inside a surrogate pair.
std::string edited(const std::string& text, Place start, Place end, const std::string& replacement);

/// The place where `needle` starts for the `nth` time (from 0).
/// Throws std::out_of_range when it does not.
Place place_of(const std::string& text, const std::string& needle, std::size_t nth = 0);

/// The place behind the last character.
Place end_of(const std::string& text);

}  // namespace support
