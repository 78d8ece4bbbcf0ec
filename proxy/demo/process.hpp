// A child process of the demo: pipes on stdin and stdout, stderr in a file.
//
// Its pipes do not block; waiting is the caller's, by poll. It is a process
// group of its own, so that Ctrl-C reaches the demo alone.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "app/result.hpp"

namespace demo {

struct ProcessOptions {
    std::vector<std::string> argv;  ///< the first one is the path of the program
    app::Environment environment;
    std::string folder;
    std::string stderr_file = "/dev/null";
};

class Process {
  public:
    /// An error is one sentence.
    static boost::system::result<std::unique_ptr<Process>, app::Failure> start(
        const ProcessOptions& options);
    /// Kills it if it still runs.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    int pid() const { return pid_; }
    int stdin_fd() const { return stdin_; }
    int stdout_fd() const { return stdout_; }
    void close_stdin();
    void kill();
    /// Its exit code, 128 + n after signal n; nothing while it runs.
    std::optional<int> exit_code();

  private:
    Process() = default;
    pid_t pid_ = 0;
    int stdin_ = -1;
    int stdout_ = -1;
    std::optional<int> exit_code_;
};

/// Runs a program to its end; what it wrote to stdout, or nothing if it failed or took too long.
std::optional<std::string> output_of(const ProcessOptions& options,
                                     std::chrono::milliseconds limit);

}  // namespace demo
