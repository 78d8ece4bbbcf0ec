// The guardian: a tiny process beside the proxy that outlives it, and ends the servers once the
// proxy is gone, however it ended.
//
// It runs the same program under another name, and sleeps until its pipe ends. It is a child of the
// proxy, so that the proxy learns of its death and reaps it, also in a container whose first
// process reaps nobody. It has a session of its own, so that signals to the proxy's process group
// do not reach it. Killing the proxy's whole process tree still kills gopls as well.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "io/child.hpp"

namespace io {

class Loop;

/// The proxy's side. When this is destroyed, or the proxy dies, the guardian ends the servers and
/// exits.
class Guardian {
  public:
    /// Starts the guardian of all servers whose marks are below `mark`. `died` is called once, from
    /// the loop, if the guardian ends without having been dismissed; it may destroy this object.
    /// Fails with operation_not_supported where processes cannot be seen.
    static boost::system::result<std::unique_ptr<Guardian>, SpawnError> start(Loop& loop,
                                                                              std::string_view mark,
                                                                              Child::OnExit died);

    /// Sends the guardian the leader of the server `mark`.`generation`. Never waits. At the end,
    /// the guardian kills what belongs to the leaders it was sent (belonging.hpp), and everything
    /// with the mark of a server newer than those.
    void server_started(int generation, int pid);
    /// Tells the guardian that no process of this server is left.
    void server_ended(int generation);
    /// Tells the guardian to leave without ending anything. `gone` is called from the loop after
    /// its exit.
    void dismiss(std::function<void()> gone);
    /// Kills the guardian, for when it is stopped and does not read its messages.
    void kill() { child_->kill(9); }

  private:
    Guardian() = default;

    std::unique_ptr<Child> child_;
    Child::OnExit on_exit_;
};

/// Returns whether this process was started as a guardian. main checks this first.
bool is_guardian(int argc, char** argv);
/// Runs the guardian; never returns.
[[noreturn]] void guard(char** argv);

}  // namespace io
