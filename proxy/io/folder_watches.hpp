// Reports names that come, go or change in folders.
//
// The system may merge or lose events: an event says where to look, not what has changed. A watch
// belongs to the folder that was there when it began, not to its path. A folder that is deleted and
// created again has to be watched again. Linux uses inotify, other systems use libuv's watches.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace io {

class Loop;

class FolderWatches {
  public:
    /// Identifies a watched folder. Two paths of one folder have the same id; ids are not reused.
    using Id = int;
    /// Some events were lost: any folder may have changed.
    static constexpr Id kAny = -1;

    struct Event {
        Id folder = kAny;
        std::string name;  ///< within the folder; empty: the folder itself was deleted or moved
        bool is_folder = false;  ///< whether the name may be that of a folder
    };
    using OnEvents = std::function<void(const std::vector<Event>&)>;

    /// Never throws: where the system has no watches, each `watch` fails.
    FolderWatches(Loop& loop, OnEvents on_events);
    FolderWatches(const FolderWatches&) = delete;
    FolderWatches& operator=(const FolderWatches&) = delete;
    ~FolderWatches();

    /// Watches the folder that has this path now, and returns its id, the same one if it is watched
    /// already. Fails if the path is not a folder or cannot be read, and with no_space_on_device
    /// over the system's limit (inotify's max_user_watches).
    boost::system::result<Id> watch(const std::string& folder) const { return watcher_(folder); }
    /// `watch` as a function that any thread may call, even after this object is gone.
    using Watcher = std::function<boost::system::result<Id>(const std::string& folder)>;
    const Watcher& watcher() const { return watcher_; }

    void forget(Id folder);
    /// Calls back at once with the events that the system has reported so far. Never waits.
    void deliver();

  private:
    struct Node;
    struct Close {
        void operator()(Node* node) const;
    };
    std::unique_ptr<Node, Close> node_;
    Watcher watcher_;
};

}  // namespace io
