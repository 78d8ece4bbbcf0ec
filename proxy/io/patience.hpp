// Waiting in the loop for work aside, but not for ever. (Before there is a loop: within.hpp.)
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "io/background.hpp"
#include "io/timer.hpp"

namespace io {

/// Runs `work(abandoned)` aside and calls `done` once, from the loop: with the result, or with
/// nothing when it is not there in `time`, or at once where the system gives no thread for it
/// (`Background::starved`). A result that comes after that goes to `late`.
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
