// The cost of a process according to the kernel: processor time, memory, wake-ups. Works for any
// process of this user and does not wake it. Also pins a run to one processor.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace bench {

/// Returns the user and system time of a process so far; zero if it is gone.
std::chrono::nanoseconds cpu_time(pid_t pid);

/// Memory in KiB, from /proc/PID/status; 0 if the process is gone.
struct Memory {
    std::uint64_t resident_kib = 0;  ///< VmRSS
    std::uint64_t peak_kib = 0;      ///< VmHWM: the maximum so far
};
Memory memory(pid_t pid);

/// Returns how often the threads of a process have gone to sleep or lost the processor so far. Each
/// wake-up ends in one of these; a sleeping thread adds none.
std::uint64_t context_switches(pid_t pid);

/// Pins this process and its descendants to one processor during its lifetime.
class PinnedToOneCpu {
  public:
    PinnedToOneCpu();
    ~PinnedToOneCpu();
    PinnedToOneCpu(const PinnedToOneCpu&) = delete;
    PinnedToOneCpu& operator=(const PinnedToOneCpu&) = delete;

    int cpu() const { return cpu_; }

  private:
    int cpu_ = 0;
    std::vector<unsigned char> before_;  ///< a cpu_set_t, kept out of the header
};

}  // namespace bench
