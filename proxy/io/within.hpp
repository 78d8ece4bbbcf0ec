// Waits for the disk, with a time limit, before there is a loop. (In the loop: patience.hpp.)
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "io/thread.hpp"

namespace io {

/// Calls `work` in another thread and returns its result, or nothing if it takes longer than
/// `time`. It then keeps running, so it must own everything it uses. If the system cannot start a
/// thread, `work` is called in this one.
template <typename Work>
std::optional<std::invoke_result_t<Work>> within(std::chrono::milliseconds time, Work work) {
    using Result = std::invoke_result_t<Work>;
    const auto task = std::make_shared<std::packaged_task<Result()>>(std::move(work));
    std::future<Result> result = task->get_future();
    if (!start_thread([task] { (*task)(); })) (*task)();
    if (result.wait_for(time) != std::future_status::ready) return std::nullopt;
    return result.get();
}

}  // namespace io
