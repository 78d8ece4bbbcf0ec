// Threads for work that may block. Each piece of work has a thread while it lasts, so that one that
// hangs in a file system holds up no other.
//
// An idle thread waits for more work for a while, then ends: an idle session has none. Internal:
// used through background.hpp.
#pragma once

#include <uv.h>

#include <cstddef>
#include <exception>
#include <memory>

namespace io {

/// The threads of one loop. All calls come from the loop's thread.
class Workers {
  public:
    /// `work` is called in another thread, then `done` from the loop.
    struct Job {
        virtual ~Job() = default;
        virtual void work() = 0;
        virtual void done() = 0;
        std::exception_ptr thrown;  ///< the exception that left `work`
    };

    explicit Workers(uv_loop_t* loop);
    /// Waits for work that has begun. Drops the rest, and calls no `done`.
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Starts the work at once, or later if the system cannot start a thread now.
    void run(std::unique_ptr<Job> job);

    /// Returns true while work waits because the system cannot start a thread.
    bool starved() const;

  private:
    struct Shared;
    struct Handles;
    static void serve(Shared& shared);
    bool add_thread();
    void finish();
    void retry();

    std::shared_ptr<Shared> shared_;
    Handles* handles_;  ///< freed by libuv's close callback
    std::size_t running_ = 0;
};

}  // namespace io
