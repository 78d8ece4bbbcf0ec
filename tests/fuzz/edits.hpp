// Edits of a text in a readable form, and a slow oracle for their result.
//
// The oracle counts UTF-16 units with support/utf16_text. It shares no code with lsp/text, only
// gopls's rules, which text.hpp states.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lsp/text.hpp"

namespace fuzz {

/// An edit from a section: a first line like `0:3-1:0`, then the replacement.
struct Edit {
    lsp::Range range;
    std::string replacement;
};

/// Returns the edit in any section: a missing number is 0.
Edit edit_from(std::string_view section);

/// Returns whether `text` is UTF-8, by nlohmann's parser, which is not the proxy's.
bool is_valid_utf8(std::string_view text);

/// Returns `text`, which is valid UTF-8, after the edit, or nothing if the edit must be refused.
std::optional<std::string> edited_slowly(const std::string& text, const Edit& edit);

}  // namespace fuzz
