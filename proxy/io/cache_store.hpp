// Private cache folders ("generations") for servers, under one root that all of
// a user's proxies share.
//
// Who uses a generation is known by a shared flock on its file `lock`, which the
// server inherits. It never touches anything outside its root, and never deletes
// a generation that is in use.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "io/background.hpp"

namespace io {

class Loop;

/// Its destructor tells a deletion under way to stop; the next one takes up what is left.
class CacheStore {
  public:
    /// `root` is absolute; made when first needed, mode 0700.
    CacheStore(Loop& loop, std::string root);

    /// A new, empty generation, mode 0700: its path. Names sort by time of creation and are
    /// unique among all proxies.
    boost::system::result<std::string> create_generation();

    /// Marks `path` as used for as long as the returned descriptor, or a copy inherited by a
    /// child, is open. Close-on-exec; the caller closes it. Fails with
    /// resource_unavailable_try_again or no_such_file_or_directory when it is being deleted.
    boost::system::result<int> lock_shared(const std::string& path);

    /// The youngest generation that is not marked bad and was created less than `max_age` ago.
    std::optional<std::string> newest_healthy(std::chrono::nanoseconds max_age) const;

    /// No new server is to use this one; those that do go on.
    boost::system::result<void> mark_bad(const std::string& path);

    /// Deletes, in the background, every generation that nobody uses, but those in `keep` and
    /// those younger than a minute (somebody may be about to lock one). `done` gets the number
    /// of generations deleted. Ignored while a deletion is under way.
    void delete_unlocked_old(std::vector<std::string> keep,
                             std::function<void(std::size_t deleted)> done = {});

  private:
    bool is_generation(const std::string& path) const;

    std::string root_;
    Background background_;
};

}  // namespace io
