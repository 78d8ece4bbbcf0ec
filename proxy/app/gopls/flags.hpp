// Parses gopls's command line as gopls does, by the rules of Go's `flag` package: which words are
// flags, which of them take the next word as their value, and where the subcommand is.
//
// It makes no decisions: gopls itself refuses unknown flags. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// One flag on a command line, in any of its spellings: `-x`, `--x`, `-x=v`, `--x v`.
struct Flag {
    std::string name;  ///< without dashes
    /// Nothing for a switch, and for a flag whose value is missing.
    std::optional<std::string> value;
    bool wants_value = false;
    std::size_t first = 0;  ///< index of its first word
    std::size_t count = 1;  ///< 2 when the value is the next word
};

/// A parsed command line. Words that belong to no flag are not copied.
struct FlagLine {
    /// The flags in front of the subcommand; for `serve`, also those behind it.
    std::vector<Flag> flags;
    /// Index of the subcommand, the first word that is not part of a flag. Nothing: gopls serves.
    std::optional<std::size_t> command;
};

/// Parses `words` (without the program's name). A flag `proxy-…` takes a value, except
/// `proxy-version` and `proxy-help`. Sources: gopls v0.23.0 internal/cmd (Application, Serve,
/// tool.Profile), and `-port` and `-ocagent` of older versions.
FlagLine read_flags(const std::vector<std::string>& words);

/// Returns the commands of gopls v0.23.0.
std::span<const std::string_view> gopls_commands();

/// Returns whether `word` is one of them.
bool is_gopls_command(std::string_view word);

/// Returns `words` without those of `flags`.
std::vector<std::string> without(const std::vector<std::string>& words,
                                 const std::vector<Flag>& flags);

/// Returns the flag as it would be typed: `-remote=auto`.
std::string spelled(const Flag& flag);

}  // namespace app
