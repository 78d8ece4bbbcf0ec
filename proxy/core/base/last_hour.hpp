// The last hour of a method, minute by minute: a row of a heat map. Of fixed size.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/base/time.hpp"

namespace core {

class LastHour {
  public:
    static constexpr std::size_t kMinutes = 60;

    struct Minute {
        std::uint32_t number = 0;  ///< minutes since the epoch of `Time`, plus 1; 0: nothing yet
        std::uint32_t count = 0;   ///< replies in this minute
        Duration slowest{};        ///< the longest time to a reply

        /// Returns when the minute began.
        Time begin() const { return Time{} + std::chrono::minutes(number - 1); }
    };

    /// Counts a reply. Times never go back.
    void record(Time now, Duration took) {
        if (now >= current_end_) begin_minute(now);
        Minute& minute = minutes_[current_];
        ++minute.count;
        if (took > minute.slowest) minute.slowest = took;
    }

    /// Returns the minutes in no particular order. Those of earlier hours are still there.
    const std::array<Minute, kMinutes>& minutes() const { return minutes_; }

  private:
    void begin_minute(Time now) {
        const auto number = static_cast<std::uint32_t>(
            std::chrono::duration_cast<std::chrono::minutes>(now.time_since_epoch()).count() + 1);
        current_ = number % kMinutes;
        minutes_[current_] = {number, 0, {}};
        current_end_ = minutes_[current_].begin() + std::chrono::minutes(1);
    }

    std::array<Minute, kMinutes> minutes_{};
    std::size_t current_ = 0;
    Time current_end_ = Time::min();
};

}  // namespace core
