// Signals sent to the proxy, delivered as calls of the loop.
//
// Not for signals to others (child.hpp, processes.hpp). While a watch lives the
// signal has no other effect; afterwards its default action is back.
#pragma once

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

}  // namespace io
