// Lists the files of a folder on disk, as far as they can be read. Blocking: call it in another
// thread.
//
// "Unknown" is a state of its own, distinct from "not there", which would report every file to
// gopls as deleted.
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

/// Distinguishes one state of a file from another.
struct FileState {
    std::string content;          ///< size and times, or a module file's hash
    std::int64_t changed_at = 0;  ///< nanoseconds; the latest time that the stamp allows
    friend bool operator==(const FileState& a, const FileState& b) {
        return a.content == b.content;
    }
};

/// Returns the part of a path behind its last slash.
std::string_view name_in(std::string_view path);

/// Returns the state of a regular file, nothing if there is none, or an error if that is unknown.
boost::system::result<std::optional<FileState>> state_of(const std::string& path);

struct FolderListing {
    static constexpr std::size_t kMaxFiles = 5000;

    std::map<std::string, FileState> files;  ///< by name
    std::set<std::string> unknown;           ///< exist, but their state could not be read
    bool complete = true;  ///< false: there are more than `kMaxFiles`, and the rest is unknown
};

/// The result of a look at a folder: it is watched first and then listed, so that no change is
/// missed.
struct FolderLook {
    boost::system::result<io::FolderWatches::Id> watch;
    /// An empty listing if the folder is gone; an error if that is unknown.
    boost::system::result<FolderListing> listing;
    std::vector<std::string> folders;  ///< names, if requested
    bool with_folders = false;
    bool gone = false;
};

FolderLook look_at_folder(const core::WatchedFolder& wanted, bool with_folders,
                          const io::FolderWatches::Watcher& watcher);

/// Updates `known` with a newer listing and returns the changes. Files unknown in `now` keep their
/// state.
std::vector<core::DiskChange> bring_up_to_date(FolderListing& known, FolderListing now,
                                               const std::string& folder);

/// Returns the folders whose packages gopls loads for this workspace folder: its module, its
/// go.work workspace, and the modules that this workspace uses.
std::vector<std::string> module_roots(const std::string& folder, const std::string& go_work);

}  // namespace app
