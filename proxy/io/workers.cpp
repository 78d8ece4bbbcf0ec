#include "io/workers.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "io/thread.hpp"
#include "io/watcher.hpp"

namespace io {
namespace {

using namespace std::chrono_literals;

/// Longer than the second between two looks while somebody waits.
constexpr auto kIdle = 5s;
/// For when another program holds all available threads.
constexpr std::uint64_t kRetryMillis = 1000;

}  // namespace

/// The state shared by the threads and the loop; the last one to leave frees it.
struct Workers::Shared {
    std::mutex mutex;
    std::condition_variable more;   ///< work was added, or the end has come
    std::condition_variable fewer;  ///< a thread has ended
    std::deque<std::unique_ptr<Job>> queue;
    std::vector<std::unique_ptr<Job>> finished;
    std::size_t threads = 0;
    std::size_t idle = 0;
    bool ending = false;
    uv_async_t* finished_one = nullptr;
};

struct Workers::Handles {
    uv_async_t finished{};
    uv_timer_t retry{};
    int open = 2;
};

Workers::Workers(uv_loop_t* loop) : shared_(std::make_shared<Shared>()), handles_(new Handles) {
    uv_async_init(loop, &handles_->finished,
                  [](uv_async_t* handle) { static_cast<Workers*>(handle->data)->finish(); });
    uv_timer_init(loop, &handles_->retry);
    handles_->finished.data = handles_->retry.data = this;
    shared_->finished_one = &handles_->finished;
    uv_unref(reinterpret_cast<uv_handle_t*>(&handles_->finished));
    uv_unref(reinterpret_cast<uv_handle_t*>(&handles_->retry));
}

Workers::~Workers() {
    {
        std::unique_lock lock(shared_->mutex);
        shared_->ending = true;
        shared_->queue.clear();
        shared_->more.notify_all();
        shared_->fewer.wait(lock, [this] { return shared_->threads == 0; });
    }
    const auto close = [this](auto& handle) {
        handle.data = handles_;
        uv_close(reinterpret_cast<uv_handle_t*>(&handle), [](uv_handle_t* closed) {
            auto* handles = static_cast<Handles*>(closed->data);
            if (--handles->open == 0) delete handles;
        });
    };
    close(handles_->finished);
    close(handles_->retry);
}

void Workers::run(std::unique_ptr<Job> job) {
    // Keeps the loop running while a result is outstanding.
    if (running_++ == 0) uv_ref(reinterpret_cast<uv_handle_t*>(&handles_->finished));
    bool short_of_threads = false;
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->queue.push_back(std::move(job));
        short_of_threads = shared_->queue.size() > shared_->idle;
    }
    if (short_of_threads) {
        if (!add_thread()) retry();
    } else {
        shared_->more.notify_one();
    }
}

bool Workers::starved() const {
    return uv_is_active(reinterpret_cast<const uv_handle_t*>(&handles_->retry)) != 0;
}

bool Workers::add_thread() {
    {
        const std::lock_guard lock(shared_->mutex);
        ++shared_->threads;
    }
    const bool made = start_thread([shared = shared_] { serve(*shared); });
    if (!made) {
        const std::lock_guard lock(shared_->mutex);
        --shared_->threads;
    }
    return made;
}

/// A thread may become free, or the system may have one again, later.
void Workers::retry() {
    uv_timer_start(
        &handles_->retry,
        [](uv_timer_t* handle) {
            auto* self = static_cast<Workers*>(handle->data);
            bool waits = false;
            {
                const std::lock_guard lock(self->shared_->mutex);
                waits = self->shared_->queue.size() > self->shared_->idle;
            }
            if (waits && !self->add_thread()) self->retry();
        },
        kRetryMillis, 0);
}

void Workers::serve(Shared& shared) {
    std::unique_lock lock(shared.mutex);
    for (;;) {
        if (shared.queue.empty()) {
            ++shared.idle;
            shared.more.wait_for(lock, kIdle,
                                 [&] { return shared.ending || !shared.queue.empty(); });
            --shared.idle;
        }
        if (shared.ending || shared.queue.empty()) break;
        std::unique_ptr<Job> job = std::move(shared.queue.front());
        shared.queue.pop_front();
        lock.unlock();
        try {
            job->work();
        } catch (...) {
            job->thrown = std::current_exception();
        }
        lock.lock();
        shared.finished.push_back(std::move(job));
        // Under the lock, because the handle lives as long as this thread.
        uv_async_send(shared.finished_one);
    }
    --shared.threads;
    shared.fewer.notify_all();
}

void Workers::finish() {
    std::vector<std::unique_ptr<Job>> finished;
    {
        const std::lock_guard lock(shared_->mutex);
        finished.swap(shared_->finished);
    }
    for (const std::unique_ptr<Job>& job : finished) {
        if (--running_ == 0) uv_unref(reinterpret_cast<uv_handle_t*>(&handles_->finished));
        guarded(handles_->finished.loop, [&] { job->done(); });
    }
}

}  // namespace io
