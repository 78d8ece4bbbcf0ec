#include "app/gopls/cache_leases.hpp"

#include <unistd.h>

#include <chrono>
#include <optional>
#include <utility>

#include "io/patience.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

/// After a day without a stall the next start returns to the ordinary cache.
constexpr auto kGenerationAge = 24h;
/// Short, because gopls can start without a private cache.
constexpr auto kLeasePatience = 1s;

CacheLease lock(const io::CacheStore& store, const std::string& path) {
    const auto fd = store.lock_shared(path);
    if (fd.has_error()) return {{}, -1, "cannot lock " + path + ": " + fd.error().message()};
    return {path, *fd, {}};
}

CacheLease take(const io::CacheStore& store, core::CacheUse use, const std::string& active_path) {
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
                return {{}, -1, "cannot create a private cache: " + fresh.error().message()};
            }
            return lock(store, *fresh);
        }
    }
    return {};
}

}  // namespace

CacheLeases::CacheLeases(io::Loop& loop, std::string root,
                         std::function<void(const std::string&)> warn)
    : loop_(loop),
      store_(root),
      there_is_none_(root.empty()),
      warn_(std::move(warn)),
      background_(loop) {}

void CacheLeases::lease(core::CacheUse use, const std::string& active_path,
                        std::function<void(const CacheLease&)> done) {
    if (there_is_none_ || (use == core::CacheUse::kSame && active_path.empty())) return done({});
    io::run_within(
        kLeasePatience, loop_, background_,
        [store = store_, use, active_path](io::Background::Abandoned) {
            return take(store, use, active_path);
        },
        [this, done = std::move(done)](const std::optional<CacheLease>& lease) {
            if (lease) return done(*lease);
            done({{},
                  -1,
                  background_.starved()
                      ? "cannot choose a private cache: the system has no threads left"
                      : "cannot choose a private cache: its file system does not respond"});
        },
        [this](const CacheLease& lease) { close(lease); });
}

void CacheLeases::close(const CacheLease& lease) {
    if (lease.lock_fd < 0) return;
    background_.run([fd = lease.lock_fd](io::Background::Abandoned) { return ::close(fd); },
                    [](int) {});
}

void CacheLeases::mark_bad(const std::string& path) {
    background_.run(
        [store = store_, path](io::Background::Abandoned) { return store.mark_bad(path); },
        [this, path](const boost::system::result<void>& marked) {
            if (marked.has_error())
                warn_("cannot mark " + path + " as bad: " + marked.error().message());
        });
}

void CacheLeases::delete_old(std::vector<std::string> keep) {
    if (there_is_none_ || std::exchange(deleting_, true)) return;
    background_.run(
        [store = store_, keep = std::move(keep)](io::Background::Abandoned abandoned) {
            return store.delete_unlocked_old(keep, abandoned);
        },
        [this](std::size_t) { deleting_ = false; });
}

}  // namespace app
