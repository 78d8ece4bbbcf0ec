// The manual page of a subcommand, from the same description as its `--help`. Pure.
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace app {

/// Behind a subcommand, this word asks for its part of the manual page instead of running it.
inline constexpr std::string_view kManualWord = "__man";

/// Returns the part of `man gopls-proxy` about the subcommand of `line`, whose name is the whole
/// command: what it does, its options, and the footer of its help. For man(7).
std::string manual_of(const CLI::App& line);

/// Returns `text` as man(7) prints it unchanged: backslashes, hyphens that may be typed, and a
/// control character at the start of a line are escaped.
std::string roff(std::string_view text);

/// Returns text of a help: paragraphs, and lists under a line such as `Examples:`, whose lines stay
/// as they are.
std::string roff_paragraphs(std::string_view text);

}  // namespace app
