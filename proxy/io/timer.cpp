#include "io/timer.hpp"

#include <algorithm>
#include <cstdint>

#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {

struct Timer::Node : WatcherNode<uv_timer_t> {};

void Timer::Close::operator()(Node* node) const {
    close_node(node);
}

Timer::Timer(Loop& loop, std::function<void()> callback) : node_(new Node) {
    node_->callback = std::move(callback);
    uv_timer_init(loop.raw(), &node_->handle);
    node_->handle.data = node_.get();
}

void Timer::arm(std::chrono::nanoseconds delay) {
    // libuv counts from the loop's cached time, which may be stale, so add the difference.
    constexpr std::int64_t kNanosPerMilli = 1'000'000;
    constexpr std::int64_t kLongest = std::int64_t{1} << 60;  // 36 years, no overflow
    // Never 0: libuv would call a timer that rearms itself again within the same turn.
    std::int64_t timeout = 1;
    if (delay.count() > 0) {
        const auto due = static_cast<std::int64_t>(uv_hrtime()) + std::min(delay.count(), kLongest);
        const auto due_ms = (due + kNanosPerMilli - 1) / kNanosPerMilli;
        const auto base_ms = static_cast<std::int64_t>(uv_now(node_->handle.loop));
        timeout = std::max<std::int64_t>(due_ms - base_ms, 1);
    }
    uv_timer_start(
        &node_->handle, [](uv_timer_t* handle) { static_cast<Node*>(handle->data)->call(); },
        static_cast<std::uint64_t>(timeout), 0);
}

void Timer::disarm() {
    uv_timer_stop(&node_->handle);
}

bool Timer::armed() const {
    return uv_is_active(reinterpret_cast<const uv_handle_t*>(&node_->handle)) != 0;
}

}  // namespace io
