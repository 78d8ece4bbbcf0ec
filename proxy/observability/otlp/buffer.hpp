// A bounded buffer between a thread that must not wait and the thread that sends. When it is full,
// a new item pushes out the oldest, which is counted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace observability::otlp {

/// All members may be called from any thread.
template <class Item>
class Buffer {
  public:
    explicit Buffer(std::size_t most) : most_(most) {}

    void add(Item item) {
        const std::lock_guard lock(mutex_);
        items_.push_back(std::move(item));
        bound();
    }
    /// Removes at most `count` items, the oldest first.
    std::vector<Item> take(std::size_t count) {
        const std::lock_guard lock(mutex_);
        const auto end =
            items_.begin() + static_cast<std::ptrdiff_t>(std::min(count, items_.size()));
        std::vector<Item> taken(std::make_move_iterator(items_.begin()),
                                std::make_move_iterator(end));
        items_.erase(items_.begin(), end);
        return taken;
    }
    /// Puts items that were taken, and not sent, back to the front.
    void put_back(std::vector<Item> items) {
        const std::lock_guard lock(mutex_);
        items_.insert(items_.begin(), std::make_move_iterator(items.begin()),
                      std::make_move_iterator(items.end()));
        bound();
    }
    bool empty() const {
        const std::lock_guard lock(mutex_);
        return items_.empty();
    }
    /// Returns the number of items that were pushed out.
    std::uint64_t dropped() const {
        const std::lock_guard lock(mutex_);
        return dropped_;
    }

  private:
    void bound() {
        for (; items_.size() > most_; ++dropped_) items_.pop_front();
    }

    const std::size_t most_;
    mutable std::mutex mutex_;
    std::deque<Item> items_;
    std::uint64_t dropped_ = 0;
};

}  // namespace observability::otlp
