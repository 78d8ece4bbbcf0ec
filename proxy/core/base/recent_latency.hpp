// The latency of the requests of the last minutes: the difference between what has been measured so
// far and what had been measured then. A request pays a comparison for it.
#pragma once

#include <array>

#include "core/base/histogram.hpp"
#include "core/base/time.hpp"

namespace core {

class RecentLatency {
  public:
    /// Time between two marks. The span that is covered varies by as much.
    static constexpr Duration kBetween = 150s;
    /// An older mark says nothing about the last minutes.
    static constexpr Duration kOldest = 3 * kBetween;

    /// Whether what has been measured so far is to be marked, before another request is counted.
    bool is_due(Time now) const { return now >= next_; }
    /// Marks what has been measured so far.
    void mark(const Histogram& so_far, Time now);
    /// Returns the latency of the requests that ended about five minutes ago or later.
    Histogram latest(const Histogram& so_far, Time now) const;

  private:
    struct Mark {
        Time at{};
        Histogram so_far;
    };
    Time next_{};
    std::array<Mark, 2> marks_;  // the older one first
};

}  // namespace core
