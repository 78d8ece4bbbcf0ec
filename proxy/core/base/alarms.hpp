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
    /// Sets or moves the alarm. `Time::max()` clears it.
    void set(Alarm alarm, Time at) { slot(alarm) = at; }
    /// Sets the alarm unless it is already set for an earlier time.
    void set_earlier(Alarm alarm, Time at) {
        if (slot(alarm) > at) slot(alarm) = at;
    }
    void set_if_unset(Alarm alarm, Time at) {
        if (slot(alarm) == Time::max()) slot(alarm) = at;
    }
    void clear(Alarm alarm) { slot(alarm) = Time::max(); }
    bool is_set(Alarm alarm) { return slot(alarm) != Time::max(); }

    /// Clears an alarm that is due and returns the time for which it was set. Returns nothing if it
    /// is not due.
    std::optional<Time> take_due(Alarm alarm, Time now) {
        if (slot(alarm) > now) return {};
        return std::exchange(slot(alarm), Time::max());
    }
    std::optional<Time> next() const {
        const Time earliest = *std::min_element(at_.begin(), at_.end());
        if (earliest == Time::max()) return {};
        return earliest;
    }

  private:
    Time& slot(Alarm alarm) { return at_[static_cast<std::size_t>(alarm)]; }
    static constexpr std::size_t kSlots = static_cast<std::size_t>(Alarm::kCount);
    std::array<Time, kSlots> at_ = [] {
        std::array<Time, kSlots> never{};
        never.fill(Time::max());
        return never;
    }();
};

}  // namespace core
