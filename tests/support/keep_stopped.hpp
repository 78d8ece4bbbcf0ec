// A process that SIGCONT does not help: it is stopped again within microseconds, from a
// thread that does nothing else, for as long as the object lives. A pause between the stops
// leaves the processor to others.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace support {

class KeepStopped {
  public:
    explicit KeepStopped(pid_t pid, std::chrono::microseconds pause = {})
        : thread_([this, pid, pause] {
              // Blindly, since to look first would leave it time to run; it ends with the process.
              while (!done_ && ::kill(pid, SIGSTOP) == 0) {
                  std::this_thread::sleep_for(pause);
                  std::this_thread::yield();
              }
          }) {}
    KeepStopped(const KeepStopped&) = delete;
    KeepStopped& operator=(const KeepStopped&) = delete;
    ~KeepStopped() {
        done_ = true;
        thread_.join();
    }

  private:
    std::atomic<bool> done_{false};
    std::thread thread_;
};

}  // namespace support
