#include "app/disk/looks.hpp"

#include <utility>

namespace app {

DiskLooks::DiskLooks(io::Loop& loop, std::function<void(const std::string&)> hangs,
                     std::chrono::nanoseconds hangs_after)
    : hangs_(std::move(hangs)),
      hangs_after_(hangs_after),
      hang_timer_(loop, [this] { hang(); }),
      background_(loop) {}

void DiskLooks::add(bool urgent, Start start) {
    (urgent ? urgent_ : walk_).push_back(std::move(start));
}

void DiskLooks::begin_next() {
    while (under_way_ == 0 && !is_stuck() && (!urgent_.empty() || !walk_.empty())) {
        const bool urgent = !urgent_.empty();
        auto& queue = urgent ? urgent_ : walk_;
        const Start start = std::move(queue.front());
        queue.pop_front();
        if (auto look = start()) begin(std::move(*look), urgent);
    }
}

void DiskLooks::begin(Look look, bool urgent) {
    under_way_ = ++numbers_;
    looking_urgently_ = urgent;
    path_ = std::move(look.path);
    hang_timer_.arm(hangs_after_);
    background_.run([work = std::move(look.work)](io::Background::Abandoned) { return work(); },
                    [this, number = under_way_](const Seen& seen) {
                        const bool late = number != under_way_;
                        if (late) {
                            --hanging_;
                            seen(true);
                            return begin_next();
                        }
                        under_way_ = 0;
                        seen(false);
                        finished();
                    });
}

void DiskLooks::hang() {
    under_way_ = 0;
    if (hanging_++ == 0) hangs_(path_);
    finished();
}

void DiskLooks::finished() {
    looking_urgently_ = false;
    hang_timer_.disarm();
    begin_next();
    if (is_urgent()) return;
    for (const auto& done : std::exchange(waiting_, {})) done();
}

}  // namespace app
