// The control group whose memory limit this process and its children run into: how many processes
// the kernel has killed in it, and the limit. Both versions of cgroups.
//
// Blocking reads of a few small files. Linux only; elsewhere, and where no such group can be seen,
// there is nothing. Never throws on what it reads.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace io {

struct MemoryGroup {
    std::uint64_t oom_kills = 0;    ///< since the group was made; of other processes too
    std::uint64_t limit_bytes = 0;  ///< the lowest that applies; 0: none
};

/// `root` is the folder that holds proc and sys.
std::optional<MemoryGroup> memory_group(const std::filesystem::path& root = "/");

/// How many kills had been counted shortly before a process ended: only one that came since can be
/// its own. Pure; a time is that of any monotonic clock.
class KillsBefore {
  public:
    using Time = std::chrono::nanoseconds;
    /// From the count to the end of who was killed: a count as new may include it.
    static constexpr std::chrono::seconds kDying{5};

    bool is_due(Time now) const { return !newest_ || now - newest_->at >= kDying; }
    /// `at`: when it had been counted.
    void note(std::uint64_t oom_kills, Time at) {
        if (!is_due(at)) return;
        previous_ = newest_;
        newest_ = {oom_kills, at};
    }
    /// The last count without a process that ends now; nothing if there is none.
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
    std::optional<Count> previous_;  ///< `kDying` older
};

}  // namespace io
