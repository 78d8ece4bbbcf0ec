// A child process with its standard streams on pipes, ended when the object goes.
//
// Plain system calls: it shares nothing with the proxy's own process code, which
// it is there to test. Our ends of the pipes do not block; the child's ends do.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "support/waiting.hpp"

namespace support {

using Environment = std::map<std::string, std::string>;

/// A file descriptor that is closed with its object; -1 when empty.
class FileDescriptor {
  public:
    explicit FileDescriptor(int fd = -1) : fd_(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.release()) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    ~FileDescriptor() { reset(); }

    int get() const { return fd_; }
    int release();
    void reset();

  private:
    int fd_;
};

struct ChildOptions {
    std::vector<std::string> argv;  ///< program first; looked up on PATH of `environment`
    Environment environment;        ///< the whole of it
    std::string working_directory;  ///< empty: the caller's
    std::string log_file;           ///< where it logs, for failure messages; may be empty
    /// What it writes must end with a whole frame. gopls itself writes header and body apart
    /// and may exit between the two; the proxy may not.
    bool ends_whole = true;
};

/// How a process ended. One of the two is set.
struct ExitStatus {
    int code = -1;   ///< exit code, or -1
    int signal = 0;  ///< signal that ended it, or 0
    friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
    friend std::ostream& operator<<(std::ostream& out, const ExitStatus& status) {
        return status.signal != 0 ? out << "signal " << status.signal
                                  : out << "exit code " << status.code;
    }
};

class ChildProcess {
  public:
    /// Throws TestFailure when the program cannot be started.
    explicit ChildProcess(const ChildOptions& options);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    /// SIGKILL, if it still runs.
    ~ChildProcess();

    pid_t pid() const { return pid_; }
    int stdin_fd() const { return stdin_.get(); }
    int stdout_fd() const { return stdout_.get(); }
    int stderr_fd() const { return stderr_.get(); }
    void close_stdin() { stdin_.reset(); }
    void close_stdout() { stdout_.reset(); }
    void kill(int signal) const;
    /// How it ended, or nothing while it runs. Never blocks.
    std::optional<ExitStatus> status();

  private:
    pid_t pid_ = -1;
    FileDescriptor stdin_;
    FileDescriptor stdout_;
    FileDescriptor stderr_;
    std::optional<ExitStatus> status_;
};

/// What a program printed and how it ended.
struct Completed {
    ExitStatus status;
    std::string output;
    std::string errors;
};

/// Runs a program to its end with `input` on its standard input.
Completed run(const ChildOptions& options, const std::string& input = "",
              std::chrono::milliseconds limit = kGiveUp);

/// The file that `name` means on `path` (a PATH value), or empty.
std::string find_on_path(const std::string& name, const std::string& path);

}  // namespace support
