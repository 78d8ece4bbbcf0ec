// Runs other programs at the same time, each with a time limit. No program outlives the object, not
// even if this process is killed: a guardian ends them all then.
//
// Blocking, from one thread. The working folder and the program must be on a file system that
// answers, since the system waits for both.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "io/processes.hpp"

namespace doctor {

struct Program {
    std::vector<std::string> argv;  ///< an absolute path first
    std::string folder;             ///< the working folder
    app::Environment environment;
    std::string input = {};  ///< for its standard input
    /// Keep the end of its stderr instead of the beginning, and record its processes when its time
    /// is up.
    bool is_watched = false;
};

/// How a program ended, and its output.
struct Ran {
    enum class State { kNotStarted, kEnded, kTimedOut, kStopped };
    State state = State::kNotStarted;
    int code = -1;       ///< the exit code; 128 + n after signal n
    std::string output;  ///< at most 64 MiB
    std::string errors;  ///< its stderr, at most 64 KiB; the system's error if it was not started
    /// Of a watched program that ran out of time: itself and its children, before they were killed.
    std::vector<io::Process> processes = {};

    bool ok() const { return state == State::kEnded && code == 0; }
    bool timed_out() const { return state == State::kTimedOut; }
};

/// Returns the first line of a program's stderr that is not empty, else of its output.
std::string first_words(const Ran& ran);

/// Called several times a second while programs run. If it returns false, they are killed as at
/// their time limit, and their state is `kStopped`.
using KeepGoing = std::function<bool()>;

class Programs {
  public:
    /// A program that has not ended after `limit` is killed with its children.
    /// `keep_going` is asked by every run; once it returns false, no further program is started.
    explicit Programs(std::chrono::milliseconds limit, KeepGoing keep_going = {});
    ~Programs();
    Programs(const Programs&) = delete;
    Programs& operator=(const Programs&) = delete;

    /// Runs all of them, as many at the same time as is useful, and returns their results in order.
    std::vector<Ran> run(const std::vector<Program>& programs);
    /// The same with a limit of its own for each.
    std::vector<Ran> run(const std::vector<Program>& programs, std::chrono::milliseconds limit,
                         const KeepGoing& keep_going = {});
    /// Runs one with a limit of its own.
    Ran run(const Program& program, std::chrono::milliseconds limit,
            const KeepGoing& keep_going = {});

    std::chrono::milliseconds limit() const { return limit_; }

  private:
    class Batch;
    struct Session;
    std::unique_ptr<Session> session_;
    std::chrono::milliseconds limit_;
    KeepGoing keep_going_;
};

}  // namespace doctor
