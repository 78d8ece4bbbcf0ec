// One relay under measurement: a child process that speaks LSP on pipes and starts the echo server
// behind it (or is the echo server). Ends the child when destroyed, by force if need be. What
// it costs is process_cost.hpp's.
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

}  // namespace bench
