// Waits in the loop for work in another thread, with a time limit. (Before there is a loop:
// within.hpp.)
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "io/background.hpp"
#include "io/timer.hpp"

namespace io {

/// Runs `work(abandoned)` in another thread and calls `done` once, from the loop. `done` receives
/// the result; or nothing, after `time`, or at once if the system cannot start a thread
/// (`Background::starved`). A result that arrives later goes to `late`.
template <typename Work, typename Done, typename Late>
void run_within(std::chrono::nanoseconds time, Loop& loop, Background& background, Work work,
                Done done, Late late) {
    using Result = std::invoke_result_t<Work, Background::Abandoned>;
    struct Waiting {
        explicit Waiting(Done d) : done(std::move(d)) {}
        void give(std::optional<Result> result) {
            is_over = true;
            patience->disarm();
            done(std::move(result));
        }
        Done done;
        bool is_over = false;
        std::unique_ptr<Timer> patience;
    };
    const auto waiting = std::make_shared<Waiting>(std::move(done));
    waiting->patience =
        std::make_unique<Timer>(loop, [raw = waiting.get()] { raw->give(std::nullopt); });
    waiting->patience->arm(time);
    background.run(std::move(work), [waiting, late = std::move(late)](Result result) mutable {
        if (waiting->is_over) return late(std::move(result));
        waiting->give(std::move(result));
    });
    if (background.starved() && !waiting->is_over) waiting->give(std::nullopt);
}

}  // namespace io
