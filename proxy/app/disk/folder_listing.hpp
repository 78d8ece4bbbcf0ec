// What a folder on disk holds, as far as it can be told: blocking, for another thread.
//
// "Cannot be told" is a value of its own. It is not "nothing there": gopls would be told that
// every file was deleted.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/workspace/disk_changes.hpp"
#include "core/workspace/watched_folders.hpp"
#include "io/folder_watches.hpp"

namespace app {

/// What tells one state of a file from another.
struct FileState {
    std::string content;          ///< size and times, or a module file's hash
    std::int64_t changed_at = 0;  ///< nanoseconds, the latest that the stamp allows
    friend bool operator==(const FileState& a, const FileState& b) {
        return a.content == b.content;
    }
};

/// The part of a path behind its last slash.
std::string_view name_in(std::string_view path);

/// The state of a regular file; nothing if there is none. An error if that cannot be told.
boost::system::result<std::optional<FileState>> state_of(const std::string& path);

struct FolderListing {
    static constexpr std::size_t kMaxFiles = 5000;

    std::map<std::string, FileState> files;  ///< by name
    std::set<std::string> unknown;           ///< there, but their state cannot be told
    bool complete = true;  ///< else there are more than `kMaxFiles`, and the rest is unknown
};

/// A look at a folder: watched first, then listed, so that nothing falls between.
struct FolderLook {
    boost::system::result<io::FolderWatches::Id> watch;
    /// An empty one if the folder is gone; an error if that cannot be told.
    boost::system::result<FolderListing> listing;
    std::vector<std::string> folders;  ///< names, where they are asked for
    bool with_folders = false;
    bool gone = false;
};

FolderLook look_at_folder(const core::WatchedFolder& wanted, bool with_folders,
                          const io::FolderWatches::Watcher& watcher);

/// Takes in the newer look at a folder. What is unknown in it stays as it was.
std::vector<core::DiskChange> bring_up_to_date(FolderListing& known, FolderListing now,
                                               const std::string& folder);

/// The folders whose packages gopls loads for this workspace folder: of the module and the
/// workspace that it belongs to, and those that the workspace uses.
std::vector<std::string> module_roots(const std::string& folder, const std::string& go_work);

}  // namespace app
