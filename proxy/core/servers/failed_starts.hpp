// Starts of a server that failed: whether another try may help, and when. A fault that passes (the
// program is being upgraded, the system is short of something) is not final. Pure.
#pragma once

#include <algorithm>
#include <optional>

#include "core/base/time.hpp"

namespace core {

/// Why a start failed, by what waiting can do about it.
enum class StartFault {
    kLasting,  ///< the next try would fail as well
    kMissing,  ///< no program there that can be run: not installed, or an upgrade puts it back
    kBusy,     ///< the program is being written, or the system is short of something
};

class FailedStarts {
  public:
    static constexpr Duration kFirstPause = 100ms;
    static constexpr Duration kLongestPause = 2s;
    /// The pauses of one series add up to this. Time slept through does not count.
    static constexpr Duration kPatience = 30s;

    /// Takes in a failed start. Returns the pause before the next try, nothing if there is none.
    /// `has_run`: a gopls has worked in this session, so that a missing one was there before.
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
    /// A server runs: the next failure begins a new series.
    void ended() { paused_ = {}; }

    int count() const { return count_; }

  private:
    Duration paused_{};
    int count_ = 0;
};

}  // namespace core
