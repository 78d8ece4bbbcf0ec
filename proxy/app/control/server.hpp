// The control socket of a session: status and commands for the user's other programs.
//
// It has a thread and a loop of its own, so that it costs the session nothing while nobody asks:
// only a question crosses over to the session's loop, which answers it with a snapshot. Where a
// socket cannot be made the session continues without.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/control/protocol.hpp"
#include "io/loop.hpp"
#include "io/mailbox.hpp"
#include "observability/snapshot.hpp"

namespace app::control {

using observability::Snapshot;

/// The outcome of a command.
struct Done {
    std::string problem;  ///< why it was not executed, one clause; else empty
    std::string result;   ///< JSON
};

/// The session, for the control socket. All are called from the session's loop.
struct Session {
    std::function<Snapshot()> snapshot;
    /// Calls `done` once, from the session's loop.
    std::function<void(core::ProxyCommand, std::function<void(Done)> done)> execute;
    /// Receives a sentence for the log: why there is no socket.
    std::function<void(const std::string&)> unavailable;
};

class Server {
  public:
    /// Tries to listen in the first of `folders` that works. `about` is added to each status: the
    /// proxy's pid, version and start.
    Server(io::Loop& session_loop, std::vector<std::filesystem::path> folders, Json about,
           Session session);
    /// Removes the socket. Waits for that a moment at most, since the disk may hang.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

  private:
    struct Thread;
    Session session_;
    io::Mailbox mailbox_;
    std::shared_ptr<Thread> thread_;
};

}  // namespace app::control
