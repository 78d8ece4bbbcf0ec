// Values that the core and the shell exchange about files and folders. Paths, not URIs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core {

/// The kind of change of a file (LSP 3.17, FileChangeType).
enum class FileChange { kCreated = 1, kChanged = 2, kDeleted = 3 };

struct DiskChange {
    std::string path;
    FileChange change = FileChange::kChanged;
    friend bool operator==(const DiskChange&, const DiskChange&) = default;
};

/// A folder to watch, which need not exist yet.
struct WatchedFolder {
    std::string path;
    bool packages = false;           ///< all its Go and module files matter
    std::vector<std::string> names;  ///< files that matter in any case

    bool counts(std::string_view name) const;
    friend bool operator==(const WatchedFolder&, const WatchedFolder&) = default;
};

}  // namespace core
