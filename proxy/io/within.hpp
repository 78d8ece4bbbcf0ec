// Waiting for the disk, but not for ever: before there is a loop.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "io/thread.hpp"

namespace io {

/// Calls `work` in another thread and gives its result; nothing when it is not there in `time`. The
/// work goes on then and must own what it uses. Where the system gives no thread it is called here.
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
