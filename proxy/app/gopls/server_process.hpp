// One gopls process as the shell has it: spawn, streams, and the end of its
// whole session. It decides nothing: when to start and end is the core's word.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/result.hpp"
#include "core/base/effect.hpp"
#include "core/engine.hpp"
#include "core/evidence/crash.hpp"
#include "core/evidence/goroutines.hpp"
#include "io/background.hpp"
#include "io/child.hpp"
#include "io/loop.hpp"
#include "io/processes.hpp"
#include "io/session_end.hpp"
#include "io/stream.hpp"
#include "io/timer.hpp"

namespace app {

/// What a server tells the shell; all called from the loop.
struct ServerEvents {
    io::ReadHandler output;  ///< its stdout
    std::function<void(std::string_view)> stderr_bytes;
    /// Once: the process is gone and its output was read to the end.
    std::function<void(core::ExitStatus)> gone;
    /// Once, after `end`: no process of its session is alive but those named.
    std::function<void(const std::vector<std::string>& survivors)> ended;
};

/// Why a server did not start.
struct StartError {
    core::StartFault fault;
    std::string message;  ///< one sentence
};

class ServerProcess {
  public:
    /// Starts it; `mark` is in its environment.
    static boost::system::result<std::unique_ptr<ServerProcess>, StartError> start(
        io::Loop& loop, const io::ChildOptions& options, std::string mark, ServerEvents events);
    ~ServerProcess();

    int pid() const { return child_->pid(); }
    io::Stream& input() { return child_->stdin_stream(); }
    /// Stops or goes on reading its stdout. Once it has exited that is read to the end whatever
    /// this says: no more is left than fits into a pipe.
    void pause_output(bool paused);

    /// Ends the session: stdin closed, a moment to leave by itself, then SIGKILL to all until none
    /// is left.
    void end();
    /// The same, but SIGQUIT comes first and its stderr is kept instead of passed on. `gopls`: the
    /// process that gets it, where that is not the one that was spawned.
    void dump_and_end(std::optional<io::ProcessIdentity> gopls);
    /// Its goroutine stacks, as it wrote them to stderr after `dump_and_end`.
    std::string_view dump() const { return core::stacks_in(dump_); }
    /// Processes that had to be ended and are neither gopls nor a go command or tool.
    std::vector<std::string> also_ended() const;
    /// Where its debug server listens on the loopback; 0 if it has not said so.
    std::uint16_t debug_port() const { return debug_port_; }
    /// The last lines of its stderr.
    std::string stderr_tail() const;
    /// What it said of its end: a crash from its first line on, else the last lines. Empty where it
    /// ended as no crash does, by SIGKILL for instance: what it had said before is not the reason.
    std::string last_words() const;

  private:
    ServerProcess(io::Loop& loop, std::string mark, ServerEvents events);
    void watch();
    void stderr_received(std::size_t n);
    void exited(int code, int signal);
    void output_ended();
    void other_half_missing();
    void report_gone();
    bool serves() const { return !exited_ || serves_on_; }
    void kill_round();
    void round_done(const io::KillRound& round);

    static constexpr std::size_t kTailLines = 200;
    static constexpr std::size_t kMaxDumpBytes = std::size_t{8} << 20;

    std::string mark_;
    ServerEvents events_;
    std::unique_ptr<io::Child> child_;
    io::Timer timer_;
    std::vector<char> stderr_room_;
    std::deque<std::string> tail_;
    std::string partial_line_;
    std::string dump_;
    core::CrashText crash_;
    std::uint16_t debug_port_ = 0;
    core::ExitStatus status_;
    bool exited_ = false;
    bool serves_on_ = false;  ///< another process does, which its wrapper has left behind
    bool output_ended_ = false;
    bool reported_ = false;
    bool ending_ = false;
    bool dumping_ = false;
    bool in_round_ = false;
    int rounds_ = 0;
    int clean_rounds_ = 0;                   ///< in a row that found nobody
    std::vector<int> sessions_;              ///< as the last round has found them
    std::map<int, std::string> also_ended_;  ///< names by process id
    io::Background background_;              ///< last: what it still does knows nothing of this
};

}  // namespace app
