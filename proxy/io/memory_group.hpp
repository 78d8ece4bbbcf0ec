// The control group whose memory limit applies to this process and its children: its count of
// processes killed by the kernel, the limit, and its use. Both versions of cgroups.
//
// Blocking reads of a few small files. Linux only; elsewhere, and where no such group is visible,
// the result is nothing. Never throws on malformed content.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace io {

struct MemoryGroup {
    std::uint64_t oom_kills = 0;    ///< since the group was created, including other processes
    std::uint64_t limit_bytes = 0;  ///< the lowest that applies; 0: none
    /// In use, without the part of the page cache that the kernel drops first.
    std::uint64_t used_bytes = 0;
};

/// `root` is the folder that contains proc and sys.
std::optional<MemoryGroup> memory_group(const std::filesystem::path& root = "/");

/// The number of kills counted shortly before a process ended. Only a kill counted since then can
/// be that of this process. Pure; times come from any monotonic clock.
class KillsBefore {
  public:
    using Time = std::chrono::nanoseconds;
    /// The longest time from the count of a kill to the exit of the killed process. A count younger
    /// than this may already include it.
    static constexpr std::chrono::seconds kDying{5};

    bool is_due(Time now) const { return !newest_ || now - newest_->at >= kDying; }
    /// `at` is the time of the count.
    void record(std::uint64_t oom_kills, Time at) {
        if (!is_due(at)) return;
        previous_ = newest_;
        newest_ = {oom_kills, at};
    }
    /// Returns the last count that cannot include a process that ends now; nothing if there is
    /// none.
    std::optional<std::uint64_t> at_exit(Time now) const {
        const auto& counted = is_due(now) || !previous_ ? newest_ : previous_;
        return counted ? std::optional(counted->oom_kills) : std::nullopt;
    }

  private:
    struct Count {
        std::uint64_t oom_kills;
        Time at;
    };
    std::optional<Count> newest_;
    std::optional<Count> previous_;  ///< at least `kDying` older
};

}  // namespace io
