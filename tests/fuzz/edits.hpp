// Edits of a text in a form that people can read, and what they must make of it.
//
// The oracle works on UTF-16 units by support/utf16_text, slowly; it shares nothing with lsp/text
// but the rules of gopls that text.hpp states.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lsp/text.hpp"

namespace fuzz {

/// A section: a first line like `0:3-1:0`, then the replacement.
struct Edit {
    lsp::Range range;
    std::string replacement;
};

/// Anything is an edit: a number that is missing is 0.
Edit edit_from(std::string_view section);

/// Whether `text` is UTF-8, by a parser that is not ours.
bool is_valid_utf8(std::string_view text);

/// `text`, which is valid UTF-8, after the edit; nothing if it must be refused.
std::optional<std::string> edited_slowly(const std::string& text, const Edit& edit);

}  // namespace fuzz
