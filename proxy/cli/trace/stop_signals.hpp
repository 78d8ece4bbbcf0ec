// Ctrl-C and the like as a wish to stop, so that the program completes its file.
#pragma once

#include <chrono>
#include <csignal>

namespace cli::trace {

/// Holds SIGINT, SIGTERM and SIGHUP back from this thread, and those that it starts, while it
/// lives.
class StopSignals {
  public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// Returns whether one of them has come. It is taken for handled.
    bool came();
    /// Waits until one comes, for at most `time`. Returns whether one has come.
    bool wait(std::chrono::milliseconds time);
    /// The same for a further one.
    bool wait_again(std::chrono::milliseconds time) {
        came_ = false;
        return wait(time);
    }

  private:
    sigset_t held_{};
    sigset_t before_{};
    bool came_ = false;
};

}  // namespace cli::trace
