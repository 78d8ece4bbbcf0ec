// What a process costs, from the kernel: processor time, memory, wake-ups. Any process of this
// user; looking at one does not wake it. And the one processor that a pinned run is confined to.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <vector>

namespace bench {

/// User and system time of a process so far; zero if it is gone.
std::chrono::nanoseconds cpu_time(pid_t pid);

/// In KiB, from /proc/PID/status; 0 if the process is gone.
struct Memory {
    std::uint64_t resident_kib = 0;  ///< VmRSS
    std::uint64_t peak_kib = 0;      ///< VmHWM: the most that ever was resident
};
Memory memory(pid_t pid);

/// How often the threads of a process have gone to sleep or been put off the processor so far; what
/// sleeps on has not. Each wake-up ends in one of these.
std::uint64_t context_switches(pid_t pid);

/// Puts this process, and all that it starts, onto one processor while it lives; then lets it go.
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
