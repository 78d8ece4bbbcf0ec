// The two comparisons, in rounds. Each round has its own seed.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

namespace differential {

struct Tally {
    std::uint64_t rounds = 0;
    std::uint64_t messages = 0;      ///< messages of the editor
    std::uint64_t compared = 0;      ///< texts or answers compared and equal
    std::uint64_t unsure = 0;        ///< texts that the mirror does not trust
    std::uint64_t replacements = 0;  ///< replacements of gopls
    std::uint64_t refused = 0;       ///< restarts refused because of an untrusted text
    std::uint64_t reloaded = 0;      ///< answers of gopls alone that needed a reload
    std::uint64_t differences = 0;
};

std::ostream& operator<<(std::ostream& out, const Tally& tally);

/// Sends sloppy messages to the real gopls and to core::Documents, and compares text and version of
/// each document.
Tally play_mirror(std::uint64_t first_seed, std::uint64_t rounds);

/// Plays sloppy sessions with gopls alone and through the proxy, which replaces its gopls every few
/// messages, and compares symbols, formatting, diagnostics and views.
Tally play_sessions(std::uint64_t first_seed, std::uint64_t rounds);

/// Prints a difference.
void report(std::uint64_t seed, const char* what, const std::string& expected,
            const std::string& found, const std::string& story);

}  // namespace differential
