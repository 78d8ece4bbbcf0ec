// The times at which the engine wants to be woken, at most one per reason. The shell has a single
// timer. It is armed to the earliest alarm, and disarmed while no alarm is set.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/base/time.hpp"

namespace core {

enum class Alarm {
    kSample,    ///< sample the processes of the servers with an open head
    kProbe,     ///< no request waits behind a notification: probe whether the queue moves
    kBeside,    ///< a notification may have caused a load that nobody waits for
    kSlow,      ///< a request exceeds its threshold
    kSlowLog,   ///< the minute for which the slow log limits its lines is over
    kSpawn,     ///< the pause before a planned replacement is over
    kSettle,    ///< the new server has gone quiet: clear the old one's stale diagnostics
    kRetry,     ///< the active server is offline: try a normal one again
    kStale,     ///< the editor has not reported a change on disk in time
    kLook,      ///< the editor's message has waited long enough for the disk
    kLookAtGo,  ///< an upgrade of the go command may be complete
    kBacklog,   ///< a server with a full queue should have read by now
    kLeftOver,  ///< the aftermath of a remedy has been watched for long enough
    kCure,      ///< a command was ended and nothing has been reloaded since
    kAsked,     ///< the sample for a requested incident has not arrived
    kShutdown,  ///< gopls has not answered `shutdown`
    kCount,
};

/// How long a fresh server publishes nothing before it counts as settled: `Alarm::kSettle`.
inline constexpr Duration kSettled = 3s;

class Alarms {
  public:
    Alarms() { at_.fill(Time::max()); }

    /// Sets or moves the alarm. `Time::max()` clears it.
    void set(Alarm alarm, Time at) {
        const Time before = std::exchange(at_[index(alarm)], at);
        if (at <= earliest_) {
            earliest_ = at;
        } else if (before == earliest_) {
            earliest_ = *std::min_element(at_.begin(), at_.end());
        }
    }
    /// Sets the alarm unless it is already set for an earlier time.
    void set_earlier(Alarm alarm, Time at) {
        if (at_[index(alarm)] > at) set(alarm, at);
    }
    void set_if_unset(Alarm alarm, Time at) {
        if (!is_set(alarm)) set(alarm, at);
    }
    void clear(Alarm alarm) {
        if (is_set(alarm)) set(alarm, Time::max());
    }
    bool is_set(Alarm alarm) const { return at_[index(alarm)] != Time::max(); }

    /// Clears an alarm that is due and returns the time for which it was set. Returns nothing if it
    /// is not due.
    std::optional<Time> take_due(Alarm alarm, Time now) {
        const Time at = at_[index(alarm)];
        if (at > now) return {};
        set(alarm, Time::max());
        return at;
    }
    std::optional<Time> next() const {
        if (earliest_ == Time::max()) return {};
        return earliest_;
    }

  private:
    static std::size_t index(Alarm alarm) { return static_cast<std::size_t>(alarm); }

    std::array<Time, static_cast<std::size_t>(Alarm::kCount)> at_;
    Time earliest_ = Time::max();  ///< of all; asked for twice with each message
};

}  // namespace core
