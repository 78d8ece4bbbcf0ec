// Tells why a path must not be deleted, whatever is in it. Pure.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "io/held_entry.hpp"

namespace cli::clean {

/// Folders of which neither they themselves nor a folder above them may be deleted.
struct Protected {
    std::string home;
    std::vector<std::string> workspaces;  ///< those of the editors, and the working folder
};

/// Returns why nothing at this path may be deleted, or an empty text.
std::string protected_path(const std::string& path, const Protected& protected_folders);

/// Returns why the entry at `path` must not be deleted by `user`, or an empty text. `path` is
/// absolute, without symbolic links in its folder.
std::string unsafe_to_delete(const std::string& path, const io::EntryFacts& facts, uid_t user,
                             const Protected& protected_folders);

/// Returns whether `path` is `folder` or below it. Both are absolute.
bool is_within(const std::string& path, const std::string& folder);

}  // namespace cli::clean
