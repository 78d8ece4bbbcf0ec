// The event loop: one libuv loop, one thread. Everything in this folder that waits for an event
// registers with a Loop and is called back from `run()`.
//
// An exception that leaves a callback stops at the loop, because libuv is C.
//
// The loop makes no decisions. Watchers (timers, signals, streams, children) must be destroyed
// before their loop. Destroying one unregisters it, also from inside its own callback.
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
    /// Throws std::system_error if the loop cannot be created (no file descriptor left).
    Loop();
    /// Waits for work that its threads have begun, finishes closing watchers, then asserts that no
    /// watcher is registered any more.
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs callbacks until `stop()`, or until nothing is registered.
    void run();
    /// Makes `run()` return after the current callback. Called before `run()`, makes it return at
    /// once.
    void stop();

    /// Sets the function that receives the message of an exception that left a callback; the loop
    /// continues afterwards. Without one, the message is a line on stderr.
    void on_exception(std::function<void(const char* what)> told) { told_ = std::move(told); }
    /// Handles the current exception. For the watchers in this folder.
    static void caught(uv_loop_s* loop) noexcept;

    /// Returns monotonic time with an arbitrary start and nanosecond resolution. Not frozen within
    /// a turn.
    std::chrono::nanoseconds now() const;

    /// Returns the libuv loop, for the watchers in this folder.
    uv_loop_s* raw() { return loop_.get(); }
    /// Returns the threads beside the loop, for background.hpp.
    Workers& workers() { return *workers_; }

  private:
    std::unique_ptr<uv_loop_s> loop_;
    std::unique_ptr<Workers> workers_;
    std::function<void(const char* what)> told_;
};

}  // namespace io
