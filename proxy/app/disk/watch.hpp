// Watches the folders that the core names, and trees of packages. Reports for each relevant file
// that it was created, deleted or changed.
//
// It reports the state seen on disk a moment after an event. Events get lost and merged, so it
// lists the whole folder each time, in another thread. The same look watches the folder that has
// the path now, so that a folder that was deleted and created again is watched again. A folder that
// cannot be listed is unknown, and unknown files count as unchanged.
//
// A tree is watched from its roots: the folders of the modules that a workspace folder belongs to.
// A root holds itself, all folders below it in which the go command looks for packages, and their
// `vendor` folders. A folder is dropped when its last root is gone.
//
// Its parts: watch.cpp (folders and the changes of their files), watch_trees.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/disk/folder_listing.hpp"
#include "app/disk/looks.hpp"
#include "core/base/effect.hpp"
#include "core/workspace/disk_changes.hpp"
#include "io/folder_watches.hpp"
#include "io/loop.hpp"
#include "io/timer.hpp"

namespace app {

class DiskWatch {
  public:
    struct Events {
        std::function<void(const std::vector<core::DiskChange>&)> changed;
        /// Receives a sentence for the log about something that is not watched.
        std::function<void(const std::string&)> incomplete;
    };
    /// The limit for the folders of all trees together.
    static constexpr std::size_t kMostInTrees = 4096;

    /// A look that takes longer than `hangs_after` no longer holds up others.
    DiskWatch(io::Loop& loop, Events events, std::size_t most_in_trees = kMostInTrees,
              std::chrono::nanoseconds hangs_after = DiskLooks::kHangs);

    /// Watches these folders and trees, and no others. Files in a new folder count as known, unless
    /// they have changed since this object was created.
    void watch(const core::effect::WatchFolders& wanted);
    /// Looks at the folders for which the system has reported events so far, and at `file` unless
    /// it is empty. Returns false if there is nothing to look at, else calls `done` once all
    /// changes have been reported.
    bool look_now(const std::string& file, std::function<void()> done);
    void stop();

  private:
    enum class Queued { kNo, kInWalk, kUrgently };
    struct Watched {
        core::WatchedFolder wanted;
        bool named = false;     ///< by the core
        bool in_tree = false;   ///< part of a tree that the core named
        bool descends = false;  ///< its subfolders belong to the tree too
        bool is_new = false;    ///< all of its files have been created since
        bool descended = false;
        bool since_start = false;  ///< changes since the start are still to be reported
        Queued queued = Queued::kNo;
        std::uint64_t number = 0;  ///< a folder dropped and added again gets another one
        std::optional<io::FolderWatches::Id> id;
        std::optional<FolderListing> known;
    };
    using Entry = std::map<std::string, Watched>::iterator;
    using Changes = std::vector<core::DiskChange>;

    void name_folders(const std::vector<core::WatchedFolder>& folders);
    bool widen(Watched& watched, const core::WatchedFolder& wanted);
    void find_roots(const std::string& tree, bool urgent);
    void found_roots(const std::string& tree, const std::vector<std::string>& roots);
    void leave_lost_roots();
    bool belongs_to_root(const std::string& folder) const;
    void add_to_tree(const std::string& parent, const std::string& name, bool is_new);
    void enter_tree(const core::WatchedFolder& wanted, bool descends, bool is_new);
    void leave_tree(Entry it);
    void leave(Entry it);
    std::vector<Entry> at_or_below(const std::string& folder);
    void events_came(const std::vector<io::FolderWatches::Event>& events);
    void look(const std::string& folder, bool urgent);
    std::optional<DiskLooks::Look> look_at_roots(const std::string& tree, Queued queued);
    std::optional<DiskLooks::Look> look_at(const std::string& folder, Queued queued);
    DiskLooks::Look look_at_file(const std::string& file);
    void looked(const std::string& folder, std::uint64_t number, FolderLook look);
    void file_looked(const std::string& path, const std::optional<FileState>& state);
    void watched_as(const std::string& folder, Watched& watched, const FolderLook& look);
    void retry(const std::string& folder);
    void report(const Changes& changes);
    void say_once(bool& said, const std::string& sentence);
    void unwatch(const std::string& folder, Watched& watched);
    bool changed_since_start(const FileState& state) const { return state.changed_at >= began_; }
    void add_changed_since_start(const std::string& folder, const FolderListing& known,
                                 Changes& changes) const;

    Events events_;
    std::size_t most_in_trees_;
    std::int64_t began_;  ///< nanoseconds of the file system's clock
    io::FolderWatches watches_;
    std::map<std::string, Watched> watched_;
    std::set<std::string> named_;
    std::set<std::string> trees_;
    std::string go_work_;
    std::map<std::string, std::vector<std::string>> roots_of_;  ///< by tree
    std::map<std::string, std::size_t, std::less<>> roots_;     ///< how many trees have each
    std::set<std::string> lost_roots_;     ///< dropped once the roots of all trees are known
    std::map<std::string, Queued> finds_;  ///< trees whose roots are still to be found
    std::size_t in_trees_ = 0;
    std::set<std::string> overfull_;  ///< folders with subfolders that exceeded the limit
    std::unordered_map<io::FolderWatches::Id, std::set<std::string>> paths_;
    /// Events that may belong to the watch that the current look begins in the other thread.
    std::set<io::FolderWatches::Id> early_;
    std::unordered_map<std::string, std::optional<FileState>> asked_about_;
    std::size_t finding_roots_ = 0;       ///< looks for roots under way
    std::size_t looking_at_folders_ = 0;  ///< looks at folders under way
    std::set<std::string> to_retry_;
    std::chrono::seconds retry_in_{1};
    io::Timer retry_timer_;
    std::uint64_t numbers_ = 0;
    bool said_full_ = false, said_no_watch_ = false, said_many_files_ = false;
    bool said_hangs_ = false;
    DiskLooks looks_;
};

}  // namespace app
