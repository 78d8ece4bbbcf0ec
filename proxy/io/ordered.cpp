#include "io/ordered.hpp"

#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace io {

struct Ordered::Queue {
    std::mutex adding;
    std::mutex working;
    std::vector<std::function<void()>> work;  ///< guarded by `adding`

    void drain() {
        const std::lock_guard in_order(working);
        for (;;) {
            std::vector<std::function<void()>> batch;
            {
                const std::lock_guard lock(adding);
                batch.swap(work);
            }
            if (batch.empty()) return;
            for (const auto& one : batch) {
                try {
                    one();
                } catch (const std::exception&) {
                    // The next can do without it, and there is nobody to tell.
                }
            }
        }
    }
};

Ordered::Ordered(Loop& loop, std::function<void()> idle)
    : idle_(std::move(idle)), queue_(std::make_shared<Queue>()), background_(loop) {}

Ordered::~Ordered() {
    queue_->drain();
}

void Ordered::run(std::function<void()> work) {
    {
        const std::lock_guard lock(queue_->adding);
        queue_->work.push_back(std::move(work));
    }
    drain();
}

void Ordered::drain() {
    // What is added meanwhile may come too late for the thread that drains.
    once_more_ = std::exchange(draining_, true);
    if (once_more_) return;
    background_.run(
        [queue = queue_](Background::Abandoned) {
            queue->drain();
            return true;
        },
        [this](bool) {
            draining_ = false;
            if (std::exchange(once_more_, false)) return drain();
            if (idle_) idle_();
        });
}

}  // namespace io
