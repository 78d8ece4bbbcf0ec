// The event loop: one libuv loop, one thread. Everything in this folder that
// waits for something registers with a Loop and is called back from `run()`.
//
// An exception that one of them lets out ends there: libuv is C.
//
// It decides nothing. Its rule: watchers (timers, signals, streams, children)
// are destroyed before their loop; destroying one unregisters it, also from
// inside its own callback.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

struct uv_loop_s;

namespace io {

class Workers;

/// Owns a libuv loop.
class Loop {
  public:
    /// Throws std::system_error when the system gives no loop (no file descriptor left).
    Loop();
    /// Waits for the work of its threads that has begun, runs what is left of closing watchers,
    /// then asserts that nobody is registered any more.
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs callbacks until `stop()`, or until nothing is registered.
    void run();
    /// Makes `run()` return after the callback that is running now. Called before `run()`,
    /// makes that run return at once.
    void stop();

    /// Told what an exception says that a callback let out; the loop goes on. Without one that is a
    /// line on stderr.
    void on_exception(std::function<void(const char* what)> told) { told_ = std::move(told); }
    /// Deals with the exception that is being handled. For the watchers in this folder.
    static void caught(uv_loop_s* loop) noexcept;

    /// Monotonic time, arbitrary start, nanosecond resolution. Not frozen within a turn.
    std::chrono::nanoseconds now() const;

    /// The libuv loop, for the watchers in this folder.
    uv_loop_s* raw() { return loop_.get(); }
    /// The threads beside the loop, for background.hpp.
    Workers& workers() { return *workers_; }

  private:
    std::unique_ptr<uv_loop_s> loop_;
    std::unique_ptr<Workers> workers_;
    std::function<void(const char* what)> told_;
};

}  // namespace io
