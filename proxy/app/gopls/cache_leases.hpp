// From "start", "same" or "clean" to a cache folder for gopls, held by a lock that the
// server inherits (docs/design.md, "Caches").
//
// The disk is only touched in other threads. The user's ordinary cache is never changed:
// only folders under one root.
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
    int lock_fd = -1;     ///< to be inherited and then closed (`close`); -1 with the ordinary one
    std::string problem;  ///< why it is not what was asked for; empty if it is
};

class CacheLeases {
  public:
    /// `root` empty: there is none, and all servers use the ordinary cache. `warn` gets sentences
    /// for the log.
    CacheLeases(io::Loop& loop, std::string root, std::function<void(const std::string&)> warn);

    /// Calls `done` once: from the loop, or at once where no folder is asked for or the system
    /// gives no thread. A disk that does not answer within a second is not waited for: the ordinary
    /// cache it is. `active_path` is the one in use.
    void lease(core::CacheUse use, const std::string& active_path,
               std::function<void(const CacheLease&)> done);

    /// Closes the proxy's own descriptor of the lock; a server that has inherited it keeps it.
    void close(const CacheLease& lease);

    /// No new server is to use this one; those that do go on.
    void mark_bad(const std::string& path);

    /// Deletes what nobody uses, but those in `keep`. Ignored while a deletion is under way.
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
