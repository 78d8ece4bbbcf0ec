// The guardian: a tiny process beside the proxy that outlives it, and ends the
// servers once the proxy is gone, however it went.
//
// It is this program, executed again under another name, and does nothing until its
// pipe ends. It is a child of the proxy, so that its death is noticed and that it is
// reaped also in a container whose first process reaps nobody; in a session of its
// own, so that what is sent to the proxy's process group does not reach it. Who ends
// the proxy's whole tree of processes ends gopls as well.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "io/child.hpp"

namespace io {

class Loop;

/// The proxy's side. When it is destroyed, or the proxy dies, the guardian acts and exits.
class Guardian {
  public:
    /// Starts the guardian of all servers whose marks are below `mark`. `died` is called from the
    /// loop, once, when it has ended though it was not dismissed; it may destroy this. Where
    /// processes cannot be seen it fails with operation_not_supported.
    static boost::system::result<std::unique_ptr<Guardian>, SpawnError> start(Loop& loop,
                                                                              std::string_view mark,
                                                                              Child::OnExit died);

    /// Tells it the leader of the server `mark`.`generation`. Never waits. Of a server that is
    /// newer than all that it was told of, it ends everything that carries the mark; of any other
    /// what belongs to its leader (belonging.hpp).
    void server_started(int generation, int pid);
    /// Tells it that no process of this server is left.
    void server_ended(int generation);
    /// Tells it that there is nothing to be done. `gone` is called from the loop once it has ended.
    void dismiss(std::function<void()> gone);
    /// Ends it: somebody has stopped it, so that it does not hear.
    void kill() { child_->kill(9); }

  private:
    Guardian() = default;

    std::unique_ptr<Child> child_;
    Child::OnExit on_exit_;
};

/// Whether this process was started as a guardian: asked first thing in main.
bool is_guardian(int argc, char** argv);
/// What it does then; never returns.
[[noreturn]] void guard(char** argv);

}  // namespace io
