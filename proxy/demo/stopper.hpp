// Keeps a process stopped: SIGSTOP, again and again, so that no SIGCONT helps.
//
// The demo's only thread of its own: what it fights answers within a third of
// a millisecond once it is continued.
#pragma once

#include <atomic>
#include <thread>

namespace demo {

class Stopper {
  public:
    /// When it returns, the process has been sent its first SIGSTOP.
    explicit Stopper(int pid);
    ~Stopper() { release(); }
    Stopper(const Stopper&) = delete;
    Stopper& operator=(const Stopper&) = delete;

    /// Stops stopping it; does not continue it.
    void release();

  private:
    bool stop_process() const;
    void run() const;

    int pid_;
    int pidfd_;  ///< the process itself, whoever gets its number later; -1 if there is no such
                 ///< thing
    std::atomic<bool> released_{false};
    std::thread thread_;
};

}  // namespace demo
