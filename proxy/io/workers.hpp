// Threads for work that may block: as many as there is such work at one time, so
// that what hangs in a file system holds up nothing but itself.
//
// A thread that has nothing to do waits for more for a while, then ends: an idle
// session has none. Internal: used through background.hpp.
#pragma once

#include <uv.h>

#include <cstddef>
#include <exception>
#include <memory>

namespace io {

/// Of one loop, which it belongs to. All calls come from the loop's thread.
class Workers {
  public:
    /// `work` is called in another thread, then `done` from the loop.
    struct Job {
        virtual ~Job() = default;
        virtual void work() = 0;
        virtual void done() = 0;
        std::exception_ptr thrown;  ///< by `work`
    };

    explicit Workers(uv_loop_t* loop);
    /// Waits for the work that has begun; what has not is dropped, and no `done` is called.
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Begins the work at once. Where the system gives no thread it waits for one.
    void run(std::unique_ptr<Job> job);

    /// True while work waits because the system gives no thread.
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
