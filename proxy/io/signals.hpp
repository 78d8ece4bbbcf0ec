// Signals sent to the proxy, delivered as callbacks of the loop.
//
// Signals to other processes are in child.hpp and processes.hpp. While a watch lives, its signal
// has no other effect; afterwards the default action is restored.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace io {

class Loop;

/// Calls back from the loop for each (coalesced) delivery of a signal.
class SignalWatch {
  public:
    /// `signum` as in <csignal>. For a signal that cannot be watched (SIGKILL), it never calls
    /// back.
    SignalWatch(Loop& loop, int signum, std::function<void()> callback);

  private:
    struct Node;
    struct Close {
        void operator()(Node* node) const;
    };
    std::unique_ptr<Node, Close> node_;
};

/// Makes a write to a closed pipe, or past the file size limit (RLIMIT_FSIZE), fail instead of
/// ending the process. Call once, before the first write. Children get the default back
/// (child.hpp).
void ignore_write_signals();

/// Makes this process handle signals as a Go program does, so that no signal ends it that gopls
/// alone would survive. No signal is blocked, and those that Go's runtime does not act on are
/// ignored (go1.26, runtime/sigtab_linux_generic.go, those with _SigNotify alone; package
/// os/signal, "Default behavior of signals in Go programs"). Call before any thread is started.
/// Children get the defaults back (child.hpp).
void take_signals_like_go();

/// Returns whether the signal is ignored. If it is at the start, the parent does not want it to end
/// this process (nohup, `command &` in a script). Go respects that for SIGHUP and SIGINT.
bool is_ignored(int signum);

/// Ends the process with this exit code after `time`, even if a thread is blocked by then: a call
/// on a file system that hangs never returns.
void leave_within(std::chrono::milliseconds time, int exit_code);

}  // namespace io
