#include "cli/cache_choice.hpp"

#include <chrono>

namespace cli {
namespace {

using namespace std::chrono_literals;

/// After a day without a stall the next start returns to the ordinary cache.
constexpr auto kGenerationAge = 24h;

CacheLease lock(io::CacheStore& store, const std::string& path) {
    const auto fd = store.lock_shared(path);
    if (fd.has_error()) return {{}, -1, "cannot lock " + path + ": " + fd.error().message()};
    return {path, *fd, {}};
}

}  // namespace

CacheLease lease_cache(io::CacheStore& store, core::CacheUse use, const std::string& active_path) {
    switch (use) {
        case core::CacheUse::kStart: {
            const auto newest = store.newest_healthy(kGenerationAge);
            return newest ? lock(store, *newest) : CacheLease{};
        }
        case core::CacheUse::kSame:
            return active_path.empty() ? CacheLease{} : lock(store, active_path);
        case core::CacheUse::kClean: {
            const auto fresh = store.create_generation();
            if (fresh.has_error()) {
                return {{}, -1, "no private cache could be made: " + fresh.error().message()};
            }
            return lock(store, *fresh);
        }
    }
    return {};
}

}  // namespace cli
