// The configuration file as a flat list of names and texts, with their lines.
//
// It knows TOML and no setting: what the names and texts mean is table.hpp's
// business. It never throws on what the file holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"

namespace app {

/// One `key = value`, whatever table it stands in.
struct FileEntry {
    std::string name;  ///< dotted: `stall.window`
    std::string text;  ///< of a string without its quotes
    /// A string in the file; numbers and booleans are not, arrays and dates have no text either.
    bool is_string = false;
    bool is_scalar = true;
    unsigned line = 0;  ///< from 1
};

/// Why a configuration cannot be used: one sentence with the name, the source and the allowed
/// values.
struct ConfigError {
    std::string sentence;
};

/// Takes `content` apart; `path` is for the sentence.
boost::system::result<std::vector<FileEntry>, ConfigError> parse_config(std::string_view content,
                                                                        const std::string& path);

/// What the file at `path` holds. Empty text and `existed` false when there is none.
struct FileContent {
    bool existed = false;
    std::string text;
    /// Why it cannot be reached, a sentence; empty if it can. That says nothing wrong: HOME may be
    /// another user's.
    std::string unreachable;
};

/// Reads the file; one over 1 MiB is an error. A file system that does not answer is waited for
/// one second.
boost::system::result<FileContent, ConfigError> read_config(const std::string& path);

}  // namespace app
