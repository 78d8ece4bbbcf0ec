// The control socket of a session: status and commands for the user's other programs.
//
// It has a thread and a loop of its own, so that it costs the session nothing while nobody asks:
// only a question crosses over to the session's loop, which answers it with a snapshot. Where a
// socket cannot be made the session continues without.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "app/control/protocol.hpp"
#include "io/loop.hpp"
#include "io/mailbox.hpp"
#include "io/side_thread.hpp"
#include "observability/session.hpp"

namespace app::control {

using observability::Done;
using observability::Session;
using observability::Snapshot;
using observability::TracePart;

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
    std::optional<io::SideThread> thread_;
};

}  // namespace app::control
