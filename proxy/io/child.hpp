// A child process in a session of its own, with a stream for each of its three standard files.
//
// It signals only the leader or its process group, and only on request; session_end.hpp ends the
// whole session. The streams stay open after the exit until they are closed.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "io/result.hpp"

namespace io {

class Loop;
class Stream;

struct ChildOptions {
    /// Path of the file to run, or a name to look up on the PATH of `environment`.
    std::string program;
    /// argv[0] of the child; `program` if empty.
    std::string argv0;
    /// The arguments from argv[1] on.
    std::vector<std::string> arguments;
    /// The whole environment, "K=V" each.
    std::vector<std::string> environment;
    /// Empty: the proxy's own.
    std::string working_directory;
    /// Descriptors that stay open in the child under the same numbers (a lock). The caller still
    /// owns them. The child also gets any inherited descriptor that is not close-on-exec.
    std::vector<int> inherited_fds;
};

/// Why a child was not started.
struct SpawnError {
    boost::system::error_code code;
    /// One sentence for a log line, with the path concerned.
    std::string message;
};

class Child {
  public:
    /// `code` is the exit status; `signal` the signal that ended it, or 0.
    using OnExit = std::function<void(int code, int signal)>;

    /// Starts the program as the leader of a new session (setsid), with default signal dispositions
    /// and an empty signal mask. `on_exit` is called once, from the loop; the streams may still
    /// hold unread output then.
    static boost::system::result<std::unique_ptr<Child>, SpawnError> spawn(
        Loop& loop, const ChildOptions& options, OnExit on_exit);
    /// Closes the streams and drops `on_exit`. The process keeps running and is reaped when it
    /// ends.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Returns the process id, which is also the session id and the process group id.
    int pid() const { return pid_; }
    bool running() const;

    /// For writing.
    Stream& stdin_stream() { return *stdin_; }
    /// For reading.
    Stream& stdout_stream() { return *stdout_; }
    Stream& stderr_stream() { return *stderr_; }
    /// Return the inode numbers (st_ino) of these two pipes, which a descendant may have inherited.
    std::uint64_t stdin_pipe() const { return stdin_pipe_; }
    std::uint64_t stdout_pipe() const { return stdout_pipe_; }

    /// Signals the leader alone. Does nothing once it has been reaped.
    void kill(int signal);
    /// Signals the leader's process group. Does nothing once the leader has been reaped, since its
    /// number may belong to another process by then.
    void kill_group(int signal);

  private:
    struct Node;
    struct Close {
        void operator()(Node* node) const;
    };
    Child() = default;

    int pid_ = 0;
    std::uint64_t stdin_pipe_ = 0;
    std::uint64_t stdout_pipe_ = 0;
    std::unique_ptr<Stream> stdin_;
    std::unique_ptr<Stream> stdout_;
    std::unique_ptr<Stream> stderr_;
    std::unique_ptr<Node, Close> node_;
};

}  // namespace io
