// Private cache folders ("generations") for servers, under one root that all of
// a user's proxies share.
//
// Who uses a generation is known by a shared flock on its file `lock`, which the
// server inherits. It never touches anything outside its root, and never deletes
// a generation that is in use. Every call may wait for the disk: run it by background.hpp.
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
    /// `root` is absolute; made when first needed, mode 0700.
    explicit CacheStore(std::string root);

    /// A new, empty generation, mode 0700: its path. Names sort by time of creation and are
    /// unique among all proxies.
    boost::system::result<std::string> create_generation() const;

    /// Marks `path` as used for as long as the returned descriptor, or a copy inherited by a
    /// child, is open. Close-on-exec; the caller closes it. Fails with
    /// resource_unavailable_try_again or no_such_file_or_directory when it is being deleted.
    boost::system::result<int> lock_shared(const std::string& path) const;

    /// The youngest generation that is not marked bad and was created less than `max_age` ago.
    std::optional<std::string> newest_healthy(std::chrono::nanoseconds max_age) const;

    /// No new server is to use this one; those that do go on.
    boost::system::result<void> mark_bad(const std::string& path) const;

    /// Deletes every generation that nobody uses, but those in `keep` and those younger than a
    /// minute (somebody may be about to lock one). Returns how many were deleted. Told to stop, it
    /// leaves the rest to the next deletion.
    std::size_t delete_unlocked_old(const std::vector<std::string>& keep,
                                    Background::Abandoned abandoned) const;

  private:
    bool is_generation(const std::string& path) const;

    std::string root_;
};

}  // namespace io
