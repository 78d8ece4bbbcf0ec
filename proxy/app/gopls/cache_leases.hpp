// Turns "start", "same" or "clean" into a cache folder for gopls, held by a lock that the server
// inherits (docs/design.md, "Caches").
//
// All disk access happens in other threads. The user's ordinary cache is never changed, only
// folders below one root.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/effect.hpp"
#include "io/background.hpp"
#include "io/cache_store.hpp"
#include "io/loop.hpp"

namespace app {

/// The cache of one server.
struct CacheLease {
    std::string path;     ///< for GOPLSCACHE; empty: the user's ordinary cache
    int lock_fd = -1;     ///< to be inherited and then closed (`close`); -1 with the ordinary cache
    std::string problem;  ///< why it is not the requested cache; empty if it is
};

class CacheLeases {
  public:
    /// With an empty `root` there are no private caches, and all servers use the ordinary one.
    /// `warn` receives sentences for the log.
    CacheLeases(io::Loop& loop, std::string root, std::function<void(const std::string&)> warn);

    /// Calls `done` once, from the loop; or at once if no folder is needed or the system cannot
    /// start a thread. If the disk does not answer within a second, the ordinary cache is used.
    /// `active_path` is the cache in use.
    void lease(core::CacheUse use, const std::string& active_path,
               std::function<void(const CacheLease&)> done);

    /// Closes the proxy's own descriptor of the lock; a server that inherited it keeps its copy.
    void close(const CacheLease& lease);

    /// Keeps new servers from using this cache. Servers that use it already keep it.
    void mark_bad(const std::string& path);

    /// Deletes unused caches except those in `keep`. Ignored while a deletion is under way.
    void delete_old(std::vector<std::string> keep);

  private:
    io::Loop& loop_;
    io::CacheStore store_;
    bool there_is_none_;
    bool deleting_ = false;
    std::function<void(const std::string&)> warn_;
    io::Background background_;
};

}  // namespace app
