#include "core/budget.hpp"

#include <algorithm>

namespace core {

void Budget::forget_old(Time now) {
    while (!taken_.empty() && now - taken_.front() >= settings_.period) taken_.pop_front();
}

bool Budget::allows(Time now) {
    forget_old(now);
    return static_cast<int>(taken_.size()) < settings_.replacements;
}

Time Budget::take(Time now) {
    forget_old(now);
    const std::size_t earlier = taken_.size();
    taken_.push_back(now);
    if (earlier == 0) return now;
    const Duration bound =
        std::min<Duration>(settings_.max_spacing, 1s * (1 << std::min<std::size_t>(earlier, 10)));
    if (bound <= Duration{}) return now;
    return now + Duration(std::uniform_int_distribution<Duration::rep>(0, bound.count())(random_));
}

}  // namespace core
