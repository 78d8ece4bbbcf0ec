// Files that changed on disk and that the editor has not told gopls of: a gopls that is not told
// answers with what was there before (docs/gopls-facts.md, "Files on disk").
//
// A change waits for the editor's word; when none comes it is due. Pure; paths, no URIs.
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
    /// What the shell saw. A file that is gone again before it was told of never was; one that the
    /// editor told of a moment ago is what it told of.
    void seen(const DiskChange& change, Time now);
    /// The editor has told of this file, in whichever way.
    void told(std::string_view path, Time now);

    bool empty() const { return waiting_.empty(); }
    /// Files that the editor told of lately: what is kept of them goes with the next that is told.
    std::size_t told_lately() const { return told_.size(); }
    /// When the oldest has waited for `patience`.
    std::optional<Time> due(Duration patience) const;
    /// All of them, if one has waited for so long: an upgrade or a checkout belongs together.
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
    std::map<std::string, Time, std::less<>> told_;  ///< lately
    std::deque<Told> told_in_order_;                 ///< oldest first
};

/// go.mod, go.work or go.sum: what a view is made of.
bool is_module_file(std::string_view path);

/// The `workspace/didChangeWatchedFiles` that tells of them, framed.
std::string watched_files_message(const std::vector<DiskChange>& changes);

}  // namespace core
