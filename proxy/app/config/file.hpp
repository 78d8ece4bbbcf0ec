// The configuration file as a flat list of names and texts, with their lines.
//
// It knows TOML but no settings; table.hpp interprets names and texts. Never throws on malformed
// content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"

namespace app {

/// One `key = value`, with the name of its table in front.
struct FileEntry {
    std::string name;  ///< dotted: `stall.window`
    std::string text;  ///< a string without its quotes
    /// Whether it is a string in the file. Numbers and booleans are not; arrays and dates have no
    /// text.
    bool is_string = false;
    bool is_scalar = true;
    unsigned line = 0;  ///< from 1
};

/// Why a configuration cannot be used: one sentence with the name, the source and the allowed
/// values.
struct ConfigError {
    std::string sentence;
};

/// The first place at which a text is not TOML.
struct SyntaxError {
    unsigned line = 0;  ///< from 1
    std::string description;
};

/// Parses `content`.
boost::system::result<std::vector<FileEntry>, SyntaxError> parse_entries(std::string_view content);

/// Does the same; the error is a sentence that names `path`.
boost::system::result<std::vector<FileEntry>, ConfigError> parse_config(std::string_view content,
                                                                        const std::string& path);

/// The content of a file; `existed` is false and the text empty if there is no such file.
struct FileContent {
    bool existed = false;
    std::string text;
    /// Why the file cannot be reached, one sentence; empty if it can. This is not an error: HOME
    /// may belong to another user.
    std::string unreachable;
};

/// Reads the file; a size over 1 MiB is an error. Waits at most one second for the file system.
boost::system::result<FileContent, ConfigError> read_config(const std::string& path);

}  // namespace app
