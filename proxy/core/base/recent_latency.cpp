#include "core/base/recent_latency.hpp"

namespace core {

void RecentLatency::mark(const Histogram& so_far, Time now) {
    marks_[0] = marks_[1];
    marks_[1] = {now, so_far};
    next_ = now + kBetween;
}

Histogram RecentLatency::latest(const Histogram& so_far, Time now) const {
    for (const Mark& mark : marks_) {
        if (mark.at != Time{} && now - mark.at <= kOldest) return so_far.without(mark.so_far);
    }
    return {};
}

}  // namespace core
