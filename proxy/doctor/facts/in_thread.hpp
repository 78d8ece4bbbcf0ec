// Starts work that may hang in a file system, so that several pieces wait at the same time.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "io/thread.hpp"

namespace doctor {

using Deadline = std::chrono::steady_clock::time_point;

/// Calls `work` in another thread. It may run on after the future is gone, so it must own
/// everything it uses. If the system cannot start a thread, `work` is called in this one.
template <typename Work>
std::future<std::invoke_result_t<Work>> in_thread(Work work) {
    using Result = std::invoke_result_t<Work>;
    const auto task = std::make_shared<std::packaged_task<Result()>>(std::move(work));
    std::future<Result> result = task->get_future();
    if (!io::start_thread([task] { (*task)(); })) (*task)();
    return result;
}

/// Returns the result, or nothing if it is not there by the deadline.
template <typename Result>
std::optional<Result> result_by(std::future<Result>& result, Deadline deadline) {
    if (result.wait_until(deadline) != std::future_status::ready) return std::nullopt;
    return result.get();
}

/// Calls `work` in another thread and returns its result, or `otherwise` if it takes longer.
template <typename Work>
std::invoke_result_t<Work> in_time(std::chrono::milliseconds limit, Work work,
                                   std::invoke_result_t<Work> otherwise) {
    auto result = in_thread(std::move(work));
    auto ready = result_by(result, std::chrono::steady_clock::now() + limit);
    return ready ? std::move(*ready) : std::move(otherwise);
}

}  // namespace doctor
