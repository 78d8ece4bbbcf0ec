// Applies the entries of a configuration file, one by one, and names their mistakes. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/configured.hpp"
#include "app/config/file.hpp"

namespace app {

/// The mistakes in one setting. Sentences are without the source unless one was given.
struct Remarks {
    /// Why the setting is left out; empty if it was applied.
    std::string error;
    /// Why a setting that was applied is doubtful; may be empty.
    std::string warning;
};

/// Applies one entry of a file. `source` is kept for `gopls-proxy config`: `/…/config.toml:3`.
/// `named_source` is the source in the sentences; empty to leave it out.
Remarks apply_entry(const FileEntry& entry, Configured& configured, const std::string& source,
                    std::string_view named_source);

/// Applies the threshold of one method, `slow.methods.METHOD`. See `apply_entry`.
Remarks apply_method(std::string_view method, Configured& configured, std::string_view text,
                     const std::string& source, std::string_view named_source);

/// Returns the names of all settings as `spell` spells them.
std::vector<std::string> names_spelled(std::string (*spell)(std::string_view));

}  // namespace app
