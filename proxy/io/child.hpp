// A child process in a session of its own, with a stream to each of its three
// standard files.
//
// It ends nothing but the leader or its group, and only when asked: the whole session is the
// matter of session_end.hpp. The streams live on after the exit until closed.
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
    /// Path of the file to run, or a name to be found on the PATH of `environment`.
    std::string program;
    /// What the child sees as its name; `program` if empty.
    std::string argv0;
    /// argv[1] and what follows.
    std::vector<std::string> arguments;
    /// The whole environment, "K=V" each.
    std::vector<std::string> environment;
    /// Empty: that of the proxy.
    std::string working_directory;
    /// Kept open in the child (a lock), by the same numbers. They stay the caller's. What this
    /// process has inherited and was not told to close on exec goes on to the child as well.
    std::vector<int> inherited_fds;
};

/// Why nothing was started.
struct SpawnError {
    boost::system::error_code code;
    /// One sentence for a log line, with the path concerned.
    std::string message;
};

class Child {
  public:
    /// `code` is the exit status; `signal` the signal that ended it, or 0.
    using OnExit = std::function<void(int code, int signal)>;

    /// Starts the program as the leader of a new session (setsid), with the default signal
    /// dispositions and an empty mask. `on_exit` is called once, from the loop; output may
    /// still be waiting in the streams then.
    static boost::system::result<std::unique_ptr<Child>, SpawnError> spawn(
        Loop& loop, const ChildOptions& options, OnExit on_exit);
    /// Closes the streams and forgets `on_exit`; the process goes on, and is reaped when it ends.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Process id, and session and process group id.
    int pid() const { return pid_; }
    bool running() const;

    /// To write to.
    Stream& stdin_stream() { return *stdin_; }
    /// To read from.
    Stream& stdout_stream() { return *stdout_; }
    Stream& stderr_stream() { return *stderr_; }
    /// The numbers (st_ino) of these two pipes, which a descendant may have inherited.
    std::uint64_t stdin_pipe() const { return stdin_pipe_; }
    std::uint64_t stdout_pipe() const { return stdout_pipe_; }

    /// Signals the leader alone. Does nothing once it has been reaped.
    void kill(int signal);
    /// Signals the leader's process group, for as long as the leader has not been reaped: then its
    /// number may have been given to another.
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
