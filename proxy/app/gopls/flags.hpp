// gopls's command line as gopls itself reads it, with the rules of Go's `flag`
// package: which words are flags, which of them take the next word as their
// value, and where the subcommand stands.
//
// It judges nothing: a flag it does not know is gopls's to refuse. Pure.
#pragma once

#include <cstddef>
#include <optional>
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

/// A command line taken apart. The words that belong to no flag stay where they are.
struct FlagLine {
    /// The flags in front of the subcommand; when that is `serve`, those behind it, too.
    std::vector<Flag> flags;
    /// Index of the first word that is no flag: the subcommand. Nothing: gopls serves.
    std::optional<std::size_t> command;
};

/// Reads `words` (without the program's name). A flag `proxy-…` takes a value, but for
/// `proxy-version` and `proxy-help`. Sources: gopls v0.23.0 internal/cmd (Application, Serve,
/// tool.Profile), and `-port` and `-ocagent` of older ones.
FlagLine read_flags(const std::vector<std::string>& words);

/// A command of gopls v0.23.0.
bool is_gopls_command(std::string_view word);

/// `words` without those of `flags`.
std::vector<std::string> without(const std::vector<std::string>& words,
                                 const std::vector<Flag>& flags);

/// The flag as it would be typed: `-remote=auto`.
std::string spelled(const Flag& flag);

}  // namespace app
