// Private cache folders ("generations") for servers, under one root shared by all of a user's
// proxies.
//
// A server that uses a generation holds a shared flock on its file `lock`, through a descriptor
// that it inherits. The store never touches anything outside its root, and never deletes a
// generation in use. Every call may block on the disk: call it through background.hpp.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "io/background.hpp"

namespace io {

class CacheStore {
  public:
    /// `root` is an absolute path. It is created when first needed, with mode 0700.
    explicit CacheStore(std::string root);

    /// Creates an empty generation with mode 0700 and returns its path. Names sort by creation time
    /// and are unique among all proxies.
    boost::system::result<std::string> create_generation() const;

    /// Marks `path` as used for as long as the returned descriptor, or a copy inherited by a
    /// child, is open. Close-on-exec; the caller closes it. Fails with
    /// resource_unavailable_try_again or no_such_file_or_directory when it is being deleted.
    boost::system::result<int> lock_shared(const std::string& path) const;

    /// A folder in the store: a generation, or one whose deletion was interrupted.
    struct Entry {
        std::string path;
        std::chrono::nanoseconds age{0};
        bool is_trash = false;
    };
    /// Returns the content of the store, the oldest first.
    std::vector<Entry> entries() const;

    /// Returns the youngest generation that is not marked bad and was created less than `max_age`
    /// ago.
    std::optional<std::string> newest_healthy(std::chrono::nanoseconds max_age) const;

    /// Keeps new servers from using this generation. Servers that use it already keep it.
    boost::system::result<void> mark_bad(const std::string& path) const;

    /// Deletes every unused generation except those in `keep` and those younger than a minute,
    /// which somebody may be about to lock. Returns the number deleted. Once `abandoned` is true,
    /// it leaves the rest to the next call.
    std::size_t delete_unlocked_old(const std::vector<std::string>& keep,
                                    Background::Abandoned abandoned) const;

  private:
    bool is_generation(const std::string& path) const;

    std::string root_;
};

}  // namespace io
