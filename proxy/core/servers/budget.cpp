#include "core/servers/budget.hpp"

#include <algorithm>

namespace core {

void Budget::bring_up_to(Time now) {
    if (open_until_ && now >= *open_until_) {
        open_until_.reset();
        const int spent = std::max(0, settings_.replacements - 1);
        taken_.assign(static_cast<std::size_t>(spent), now);
    }
    while (!taken_.empty() && now - taken_.front() >= settings_.period) taken_.pop_front();
}

bool Budget::allows(Time now) {
    bring_up_to(now);
    return !open_until_ && static_cast<int>(taken_.size()) < settings_.replacements;
}

Time Budget::take(Time now) {
    bring_up_to(now);
    const std::size_t earlier = taken_.size();
    taken_.push_back(now);
    if (earlier == 0) return now;
    const Duration bound =
        std::min<Duration>(settings_.max_spacing, 1s * (1 << std::min<std::size_t>(earlier, 10)));
    if (bound <= Duration{}) return now;
    return now + Duration(std::uniform_int_distribution<Duration::rep>(0, bound.count())(random_));
}

}  // namespace core
