// A relay under measurement: a child process that speaks LSP on pipes and starts the echo server
// behind it, or is the echo server. The destructor ends the child, by force if necessary.
// process_cost.hpp measures its cost.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// The name of a relay in the table, and its command.
struct RelayCommand {
    std::string name;
    std::vector<std::string> argv;  ///< program (looked up on PATH) and arguments
};

class RelayProcess {
  public:
    /// Throws Failure if the command cannot be started.
    explicit RelayProcess(const RelayCommand& command);
    ~RelayProcess();
    RelayProcess(const RelayProcess&) = delete;
    RelayProcess& operator=(const RelayProcess&) = delete;

    pid_t pid() const { return pid_; }
    int to() const { return to_; }      ///< its standard input
    int from() const { return from_; }  ///< its standard output

    /// Closes the child's input and waits for its end, then kills it (SIGKILL) after `patience`.
    void finish(std::chrono::milliseconds patience);

  private:
    pid_t pid_ = -1;
    int to_ = -1;
    int from_ = -1;
};

}  // namespace bench
