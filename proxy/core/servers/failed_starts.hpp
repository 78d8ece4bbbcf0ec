// Failed starts of a server: whether to try again, and when. A passing fault (the program is being
// upgraded, the system lacks a resource) is not final. Pure.
#pragma once

#include <algorithm>
#include <optional>

#include "core/base/time.hpp"

namespace core {

/// Why a start failed, grouped by whether waiting can help.
enum class StartFault {
    kLasting,  ///< the next try would fail as well
    kMissing,  ///< no executable program: not installed, or being upgraded
    kBusy,     ///< the program is being written, or the system lacks a resource
};

class FailedStarts {
  public:
    static constexpr Duration kFirstPause = 100ms;
    static constexpr Duration kLongestPause = 2s;
    /// Limit for the sum of the pauses of one series. Time spent suspended does not count.
    static constexpr Duration kPatience = 30s;

    /// Records a failed start. Returns the pause before the next try, or nothing if there is none.
    /// `has_run`: a gopls has worked in this session, so a missing program existed before.
    std::optional<Duration> failed(StartFault fault, bool has_run) {
        ++count_;
        const bool passes =
            fault == StartFault::kBusy || (fault == StartFault::kMissing && has_run);
        if (!passes || paused_ >= kPatience) {
            paused_ = {};
            return {};
        }
        const Duration pause = std::min<Duration>(paused_ + kFirstPause, kLongestPause);
        paused_ += pause;
        return pause;
    }
    /// Records that a server runs. The next failure begins a new series.
    void ended() { paused_ = {}; }

    int count() const { return count_; }

  private:
    Duration paused_{};
    int count_ = 0;
};

}  // namespace core
