// The control socket of a session: status and commands for the user's other programs.
//
// It has a thread and a loop of its own, so that it costs the session nothing while nobody asks:
// only a question crosses over to the session's loop, which answers it with a snapshot. Where a
// socket cannot be made the session continues without.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/control/protocol.hpp"
#include "core/base/trace.hpp"
#include "io/loop.hpp"
#include "io/mailbox.hpp"
#include "io/side_thread.hpp"
#include "observability/snapshot.hpp"

namespace app::control {

using observability::Snapshot;

/// A part of a session's trace, made in its loop.
struct TracePart {
    core::Trace::Part recorded;
    std::vector<core::TraceRecord> open;  ///< requests without a reply
    std::uint64_t oldest = 0;             ///< the number of the oldest record
    std::uint64_t end = 0;                ///< the number of the next record
    std::chrono::nanoseconds monotonic{};
    std::chrono::nanoseconds since_1970{};
    std::vector<int> leaders;  ///< as in a snapshot
};

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
    /// Starts recording a trace, or stops it. Each start is followed by a stop, unless the session
    /// ends.
    std::function<void(bool on)> record_trace;
    /// Returns the records from this number on, as many as one reply holds.
    std::function<TracePart(std::uint64_t from)> trace_part;
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
    std::optional<io::SideThread> thread_;
};

}  // namespace app::control
