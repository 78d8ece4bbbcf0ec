// Ctrl-C and the like as a wish to end the examination: programs are killed and temporary folders
// deleted.
//
// A thread of its own takes the signals, since the examination waits for disks and hosts too.
#pragma once

#include <atomic>
#include <future>
#include <optional>

#include "cli/trace/stop_signals.hpp"

namespace cli::doctor {

/// Takes SIGINT, SIGTERM and SIGHUP while it lives. If this program still runs ten seconds after
/// the first of them, it ends with exit code 2. Without a thread left in the system, they end it at
/// once, as ever.
class Interruption {
  public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    /// Returns whether one of them has come. From any thread.
    bool came() const { return came_; }

  private:
    void watch();

    std::optional<trace::StopSignals> signals_;  ///< used by the thread alone while it runs
    std::atomic<bool> came_{false};
    std::atomic<bool> is_over_{false};
    std::promise<void> ended_;
};

}  // namespace cli::doctor
