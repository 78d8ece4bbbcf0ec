// The two comparisons, round by round. Each round has a seed of its own.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

namespace differential {

struct Tally {
    std::uint64_t rounds = 0;
    std::uint64_t messages = 0;      ///< of the editor
    std::uint64_t compared = 0;      ///< texts, or answers
    std::uint64_t unsure = 0;        ///< texts that the mirror did not answer for
    std::uint64_t replacements = 0;  ///< of gopls
    std::uint64_t refused = 0;       ///< restarts that the proxy refused, since it was unsure
    std::uint64_t reloaded = 0;      ///< answers of gopls alone that took a reload of its folder
    std::uint64_t differences = 0;
};

std::ostream& operator<<(std::ostream& out, const Tally& tally);

/// Sloppy messages into the real gopls and into core::Documents: what the mirror is sure of is what
/// gopls has, text and version.
Tally play_mirror(std::uint64_t first_seed, std::uint64_t rounds);

/// Sloppy sessions with gopls alone and through the proxy, whose gopls is replaced every few
/// messages: symbols, formatting and diagnostics are equal.
Tally play_sessions(std::uint64_t first_seed, std::uint64_t rounds);

/// Prints a difference.
void report(std::uint64_t seed, const char* what, const std::string& expected,
            const std::string& found, const std::string& story);

}  // namespace differential
