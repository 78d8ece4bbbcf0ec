// A session, for its observers in other threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/event.hpp"
#include "core/base/trace.hpp"
#include "core/relay/proxy_commands.hpp"
#include "observability/gopls_spans/store.hpp"
#include "observability/snapshot.hpp"

namespace observability {

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

/// How a person wants to open the dashboard.
struct DashboardRequest {
    std::uint16_t port = 0;  ///< 0: any free one
    bool hides_paths = false;
};

/// The session. All functions are called from the session's loop.
struct Session {
    std::function<Snapshot()> snapshot;
    /// Calls `done` once, from the session's loop.
    std::function<void(core::ProxyCommand, std::function<void(Done)> done)> execute;
    /// Starts recording a trace, or stops it. Each start is followed by a stop, unless the session
    /// ends.
    std::function<void(bool on)> record_trace;
    /// Returns the records from this number on, as many as one reply holds.
    std::function<TracePart(std::uint64_t from)> trace_part;
    /// The same for the slow requests and events of the last hours.
    std::function<TracePart(std::uint64_t from)> history_part;
    /// Opens the dashboard, or makes a further link to it. Calls `done` once, from the session's
    /// loop.
    std::function<void(const DashboardRequest&, std::function<void(Done)> done)> open_dashboard;
    /// The spans of gopls, which may be read from any thread; null if gopls sends none.
    std::shared_ptr<const gopls_spans::Store> gopls_spans;
    /// Receives events for the log: why the session cannot be observed in this way.
    std::function<void(const core::Event&)> report;
};

}  // namespace observability
