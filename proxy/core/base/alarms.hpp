// The times at which the engine wants to be woken, one for each reason. The
// shell has one timer, armed to the earliest; none when there is none.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/base/time.hpp"

namespace core {

enum class Alarm {
    kSample,    ///< look at the processes of the servers with an open head
    kProbe,     ///< a notification has nobody waiting behind it: ask whether the queue moves
    kBeside,    ///< what was told may have led to a load that nobody waits for
    kSlow,      ///< a request passes its threshold
    kSpawn,     ///< a replacement that had to keep its distance
    kSettle,    ///< the new server has gone quiet: clear what only the old one had reported
    kRetry,     ///< offline: try a normal server again
    kStale,     ///< the editor has had its time to tell of a change on disk
    kLook,      ///< the editor's request has waited long enough for a look at the disk
    kLookAtGo,  ///< an upgrade of the go command may be over
    kBacklog,   ///< a server with a full queue has had its time to read
    kLeftOver,  ///< what a remedy leaves behind has been watched for long enough
    kCure,      ///< a command was ended and nothing was loaded anew since
    kAsked,     ///< no look came at what a person wants kept as an incident
    kShutdown,  ///< gopls has not answered `shutdown`
    kCount,
};

/// Without a publish for this long, a fresh server has said what it has to say: `Alarm::kSettle`.
inline constexpr Duration kSettled = 3s;

class Alarms {
  public:
    /// `Time::max()`: not set.
    void set(Alarm alarm, Time at) { slot(alarm) = at; }
    /// Keeps an earlier time.
    void set_earlier(Alarm alarm, Time at) {
        if (slot(alarm) > at) slot(alarm) = at;
    }
    void set_if_unset(Alarm alarm, Time at) {
        if (slot(alarm) == Time::max()) slot(alarm) = at;
    }
    void clear(Alarm alarm) { slot(alarm) = Time::max(); }
    bool is_set(Alarm alarm) { return slot(alarm) != Time::max(); }

    /// Takes an alarm whose time has come, with the time for which it was set.
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
