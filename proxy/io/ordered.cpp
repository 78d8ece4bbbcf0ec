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
                    // Later work does not depend on this one, and nobody waits for its error.
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
    // The draining thread may not see work added at this moment, so it is started once more.
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
