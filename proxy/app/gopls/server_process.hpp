// One gopls process for the shell: start, streams, and the end of its whole session. It makes no
// decisions: the core decides when to start and end it.
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

/// Callbacks of a server, all called from the loop.
struct ServerEvents {
    io::ReadHandler output;  ///< its stdout
    std::function<void(std::string_view)> stderr_bytes;
    /// Called once: the process is gone and its output was read to the end.
    std::function<void(core::ExitStatus)> gone;
    /// Called once, after `end`: no process of its session is alive, except `survivors`.
    std::function<void(const std::vector<std::string>& survivors)> ended;
};

/// Why a server did not start.
struct StartError {
    core::StartFault fault;
    std::string message;  ///< one sentence
};

class ServerProcess {
  public:
    /// Starts gopls with `mark` in its environment.
    static boost::system::result<std::unique_ptr<ServerProcess>, StartError> start(
        io::Loop& loop, const io::ChildOptions& options, std::string mark, ServerEvents events);
    ~ServerProcess();

    int pid() const { return child_->pid(); }
    io::Stream& input() { return child_->stdin_stream(); }
    /// Pauses or resumes reading its stdout. After its exit, the rest is read even if paused: it
    /// fits into a pipe.
    void pause_output(bool paused);

    /// Ends the session: closes stdin, waits a moment for gopls to exit by itself, then sends
    /// SIGKILL to all processes until none is left.
    void end();
    /// The same, but sends SIGQUIT first and keeps its stderr instead of passing it on. `gopls`
    /// receives SIGQUIT, if it is not the spawned process itself.
    void dump_and_end(std::optional<io::ProcessIdentity> gopls);
    /// Returns its goroutine stacks, which it wrote to stderr after `dump_and_end`.
    std::string_view dump() const { return core::stacks_in(dump_); }
    /// Returns the killed processes that were not gopls, a go command or one of its tools.
    std::vector<std::string> also_ended() const;
    /// Returns the port of its debug server on the loopback; 0 if it has not reported one.
    std::uint16_t debug_port() const { return debug_port_; }
    /// Returns the last lines of its stderr.
    std::string stderr_tail() const;
    /// Returns the reason for its end that it wrote: a crash from its first line on, else the last
    /// lines. Empty if it did not end by a crash, but by SIGKILL for instance: earlier output is
    /// not the reason.
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
    bool serves_on_ = false;  ///< another process serves, left behind by its wrapper
    bool output_ended_ = false;
    bool reported_ = false;
    bool ending_ = false;
    bool dumping_ = false;
    bool in_round_ = false;
    int rounds_ = 0;
    int clean_rounds_ = 0;                   ///< in a row that found no process
    std::vector<int> sessions_;              ///< as found by the last round
    std::map<int, std::string> also_ended_;  ///< names by process id
    io::Background background_;              ///< last: work still running does not use this
};

}  // namespace app
