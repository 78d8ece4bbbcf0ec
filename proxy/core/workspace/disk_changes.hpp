// Files that changed on disk without a report from the editor. Until gopls is notified, it answers
// from the old contents (docs/gopls-facts.md, "Files on disk").
//
// A change waits for a report from the editor, and is due if none arrives. Pure; paths, not URIs.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/disk.hpp"
#include "core/base/time.hpp"

namespace core {

inline constexpr std::string_view kWatchedFiles = "workspace/didChangeWatchedFiles";

class DiskChanges {
  public:
    /// Records a change that the shell saw. It ignores a file that was created and deleted before
    /// it was due, and one that the editor has just reported.
    void seen(const DiskChange& change, Time now);
    /// Records that the editor has reported this file, by any message.
    void told(std::string_view path, Time now);

    bool empty() const { return waiting_.empty(); }
    /// Returns the number of files that the editor reported recently. Old entries are removed with
    /// the next report.
    std::size_t told_lately() const { return told_.size(); }
    /// Returns when the oldest change will have waited for `patience`.
    std::optional<Time> due(Duration patience) const;
    /// Returns all changes if one has waited for `patience`: an upgrade or a checkout belongs
    /// together.
    std::vector<DiskChange> take_due(Duration patience, Time now);

  private:
    struct Waiting {
        FileChange change;
        Time since;
    };
    struct Told {
        std::string path;
        Time at;
    };
    void forget(std::string_view path);

    std::map<std::string, Waiting, std::less<>> waiting_;
    std::map<std::string, Time, std::less<>> told_;  ///< recently
    std::deque<Told> told_in_order_;                 ///< oldest first
};

/// Whether the file is a go.mod, go.work or go.sum, on which a view depends.
bool is_module_file(std::string_view path);

/// Returns the `workspace/didChangeWatchedFiles` that reports the changes, framed.
std::string watched_files_message(const std::vector<DiskChange>& changes);

}  // namespace core
