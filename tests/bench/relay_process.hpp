// One relay under measurement: a child process that speaks LSP on pipes and starts the echo server
// behind it (or is the echo server). Also what it costs: processor time and peak memory of any one
// process, from the kernel. Ends the child when destroyed, by force if need be.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// How a relay is named in the table and started.
struct RelayCommand {
    std::string name;
    std::vector<std::string> argv;  ///< program (looked up on PATH) and arguments
};

class RelayProcess {
  public:
    /// Throws Failure if it cannot be started.
    explicit RelayProcess(const RelayCommand& command);
    ~RelayProcess();
    RelayProcess(const RelayProcess&) = delete;
    RelayProcess& operator=(const RelayProcess&) = delete;

    pid_t pid() const { return pid_; }
    int to() const { return to_; }      ///< its standard input
    int from() const { return from_; }  ///< its standard output

    /// Closes its input and waits for its end; for at most this long, then by SIGKILL.
    void finish(std::chrono::milliseconds patience);

  private:
    pid_t pid_ = -1;
    int to_ = -1;
    int from_ = -1;
};

/// User and system time of a process so far; zero if it is gone.
std::chrono::nanoseconds cpu_time(pid_t pid);

/// VmHWM of /proc/PID/status in KiB: the most memory it ever had resident; 0 if it is gone.
std::uint64_t peak_memory_kib(pid_t pid);

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
