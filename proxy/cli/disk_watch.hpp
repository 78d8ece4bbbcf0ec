// Watches the folders that the core names, and trees of packages, for changes of the files that
// count there, and says what became of which file: came, went, or has another content.
//
// It reports what it has seen on disk, a moment after the system gave the alarm. A whole folder is
// listed each time, in another thread, since events get lost and merged; the same look watches the
// folder that has the path now, so that one that was deleted and made again is watched again.
// What cannot be listed is unknown, and what is unknown has not changed.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "cli/folder_listing.hpp"
#include "core/disk_changes.hpp"
#include "core/effect.hpp"
#include "io/background.hpp"
#include "io/folder_watches.hpp"
#include "io/loop.hpp"
#include "io/timer.hpp"

namespace cli {

class DiskWatch {
  public:
    struct Events {
        std::function<void(const std::vector<core::DiskChange>&)> changed;
        /// A sentence for the log: something is not watched.
        std::function<void(const std::string&)> incomplete;
    };
    /// Folders of all trees together.
    static constexpr std::size_t kMostInTrees = 4096;

    DiskWatch(io::Loop& loop, Events events, std::size_t most_in_trees = kMostInTrees);

    /// These folders and trees, and no others; what is in a new one counts as known, unless it has
    /// changed since this object was made.
    void watch(const core::effect::WatchFolders& wanted);
    /// Looks at what the system has reported by now, and at `file` unless it is empty. False if
    /// there is nothing to look at; else `done` is called once all of it has been reported.
    bool look_now(const std::string& file, std::function<void()> done);
    void stop();

  private:
    enum class Queued { kNo, kInWalk, kUrgently };
    struct Watched {
        core::WatchedFolder wanted;
        bool named = false;     ///< by the core
        bool in_tree = false;   ///< of one that the core named
        bool descends = false;  ///< its folders belong to the tree too
        bool is_new = false;    ///< all that is in it came since
        bool descended = false;
        Queued queued = Queued::kNo;
        std::uint64_t number = 0;  ///< a folder left and entered again is another one
        std::optional<io::FolderWatches::Id> id;
        std::optional<FolderListing> known;
    };
    struct Task {
        std::string folder;
        std::string file = {};  ///< a single file instead
        bool roots = false;     ///< what belongs to the modules of `folder`
    };
    using Changes = std::vector<core::DiskChange>;

    Watched& entry(const core::WatchedFolder& wanted);
    void enter_tree(Watched& watched, bool descends, bool is_new);
    void name_folders(const std::vector<core::WatchedFolder>& folders);
    void add_to_tree(const std::string& parent, const std::string& name, bool is_new);
    void leave(std::map<std::string, Watched>::iterator it);
    void events_came(const std::vector<io::FolderWatches::Event>& events);
    void look(const std::string& folder, bool urgent);
    void look_below(const std::string& folder);
    void look_at_next();
    void finished();
    void looked(const std::string& folder, std::uint64_t number, FolderLook look);
    void file_looked(const std::string& path, const std::optional<FileState>& state);
    void watched_as(const std::string& folder, Watched& watched, const FolderLook& look);
    void retry(const std::string& folder);
    void report(const Changes& changes);
    void say_once(bool& said, const std::string& sentence);
    void unwatch(const std::string& folder, Watched& watched);
    bool changed_since_start(const FileState& state) const { return state.changed_at >= began_; }

    Events events_;
    std::size_t most_in_trees_;
    std::int64_t began_;  ///< nanoseconds of the file system's clock
    io::FolderWatches watches_;
    std::map<std::string, Watched> watched_;
    std::set<std::string> named_;
    std::set<std::string> trees_;
    std::string go_work_;
    std::size_t in_trees_ = 0;
    std::unordered_map<io::FolderWatches::Id, std::set<std::string>> paths_;
    /// Events of a watch that is being begun in the other thread.
    std::set<io::FolderWatches::Id> early_;
    std::unordered_map<std::string, std::optional<FileState>> asked_about_;
    std::deque<Task> urgent_;
    std::deque<Task> walk_;
    std::deque<std::function<void()>> waiting_;
    bool looking_ = false;
    bool looking_urgently_ = false;
    std::set<std::string> to_retry_;
    std::chrono::seconds retry_in_{1};
    io::Timer retry_timer_;
    std::uint64_t numbers_ = 0;
    bool said_full_ = false, said_no_watch_ = false, said_many_files_ = false;
    io::Background background_;
};

}  // namespace cli
