// From "start", "same" or "clean" to a cache folder for gopls, held by a lock
// that the server inherits (design, section 6).
#pragma once

#include <string>

#include "core/effect.hpp"
#include "io/cache_store.hpp"

namespace cli {

/// The cache of one server.
struct CacheLease {
    std::string path;     ///< for GOPLSCACHE; empty: the user's ordinary cache
    int lock_fd = -1;     ///< to be inherited and then closed; -1 with the ordinary one
    std::string problem;  ///< why it is not what was asked for; empty if it is
};

/// The user's ordinary cache is never changed by this: only generations under the store's root.
CacheLease lease_cache(io::CacheStore& store, core::CacheUse use, const std::string& active_path);

}  // namespace cli
