// Reports names that come, go or change in folders.
//
// The system may merge or lose events, so they say where to look, not what is there. A watch
// belongs to the folder that was there when it began, not to its path: a folder that is deleted and
// made again has to be watched again. Linux: inotify; elsewhere what libuv has.
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
    /// A folder that is watched. Two paths of one folder have the same id; ids are not used again.
    using Id = int;
    /// Some events were lost: any folder may have changed.
    static constexpr Id kAny = -1;

    struct Event {
        Id folder = kAny;
        std::string name;  ///< within the folder; empty: the folder itself was deleted or moved
        bool is_folder = false;  ///< the name may be that of a folder
    };
    using OnEvents = std::function<void(const std::vector<Event>&)>;

    /// Throws nothing: where the system gives no watches, `watch` says so each time.
    FolderWatches(Loop& loop, OnEvents on_events);
    FolderWatches(const FolderWatches&) = delete;
    FolderWatches& operator=(const FolderWatches&) = delete;
    ~FolderWatches();

    /// Watches the folder that has this path now; gives the id that it has already if it is
    /// watched. Fails for what is not a folder or may not be read, and with no_space_on_device over
    /// the system's limit (inotify's max_user_watches).
    boost::system::result<Id> watch(const std::string& folder) const { return watcher_(folder); }
    /// `watch` as a function for any thread, also after this object is gone.
    using Watcher = std::function<boost::system::result<Id>(const std::string& folder)>;
    const Watcher& watcher() const { return watcher_; }

    void forget(Id folder);
    /// Calls back at once with what the system has reported by now. Never waits.
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
