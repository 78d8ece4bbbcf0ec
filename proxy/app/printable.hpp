// Text of others, made harmless for a terminal. Pure.
#pragma once

#include <string>
#include <string_view>

namespace app {

/// Returns `text` with U+FFFD for control characters, except newlines and tabs, and for invalid
/// UTF-8. Names and command lines come from workspaces, and a terminal would obey control
/// characters.
std::string printable(std::string_view text);

/// Returns the same on one line: U+FFFD for newlines and tabs as well. A name with a newline would
/// else print lines of its own.
std::string printable_line(std::string_view text);

}  // namespace app
