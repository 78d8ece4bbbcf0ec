// Signals sent to the proxy: which of them mean something, delivered as calls of the loop.
//
// Not for signals to others (child.hpp, processes.hpp). While a watch lives the
// signal has no other effect; afterwards its default action is back.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace io {

class Loop;

/// Calls back in a turn of the loop for each (coalesced) delivery of a signal.
class SignalWatch {
  public:
    /// `signum` as in <csignal>. A signal that cannot be watched (SIGKILL) never calls back.
    SignalWatch(Loop& loop, int signum, std::function<void()> callback);

  private:
    struct Node;
    struct Close {
        void operator()(Node* node) const;
    };
    std::unique_ptr<Node, Close> node_;
};

/// Writing to a closed pipe, or to a file that is as long as it may be (RLIMIT_FSIZE), becomes an
/// error of that write instead of the end of the process. Called once, before the first write.
/// Children get the default back (child.hpp).
void ignore_write_signals();

/// Makes this process take signals as a Go program does, so that no signal ends it that gopls alone
/// would live through: none is blocked, and those that Go's runtime does not act on are ignored
/// (go1.26, runtime/sigtab_linux_generic.go, those with _SigNotify alone; package os/signal,
/// "Default behavior of signals in Go programs"). Before any thread is made. Children get the
/// defaults back (child.hpp).
void take_signals_like_go();

/// Whether the signal is ignored. At the start: whoever started this process does not want it to
/// end by it (nohup, `command &` in a script). Go respects that for SIGHUP and SIGINT.
bool is_ignored(int signum);

/// Ends the process with this code once the time is over, whatever its threads wait for: a call on
/// a file system that hangs does not return.
void leave_within(std::chrono::milliseconds time, int exit_code);

}  // namespace io
