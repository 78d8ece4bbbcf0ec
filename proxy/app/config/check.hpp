// Checks the text of a configuration file and finds all of its mistakes, not only the first. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace app {

/// One mistake in a configuration file.
struct Problem {
    unsigned line = 0;  ///< from 1
    std::string key;    ///< dotted: `stall.window`; empty if the line has none
    /// The setting is left out, or the text is not TOML. Otherwise the setting applies, but is
    /// doubtful.
    bool is_error = true;
    /// One sentence: the value, the allowed ones, and the nearest known name for an unknown one.
    std::string sentence;
};

/// Returns the mistakes in a configuration file with this text, by line. After a line that is not
/// TOML, the check goes on without it.
std::vector<Problem> check_config(std::string_view text);

}  // namespace app
