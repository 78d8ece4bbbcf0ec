// What the dashboard's page is told over its WebSocket: one JSON object a message, with a "type".
//
// Times are milliseconds since 1970. No message has the text of a document. Pure.
#pragma once

#include <chrono>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/base/metrics.hpp"
#include "observability/session.hpp"

namespace observability::web {

using Json = nlohmann::ordered_json;

/// Relates the time of the session to the time of day.
struct Clocks {
    std::chrono::nanoseconds monotonic{};
    std::chrono::nanoseconds since_1970{};

    /// Returns milliseconds since 1970.
    double milliseconds(core::Time time) const;
};

/// Memory and CPU of gopls and everything below it, and of a standby.
struct Usage {
    double at = 0;  ///< milliseconds since 1970
    std::uint64_t resident_bytes = 0;
    double cpu_seconds = 0;           ///< of the processes that are there now
    std::optional<double> cpu_cores;  ///< used since the sample before; nothing for the first
};

/// Returns the sum over `processes`, as in a status. Nothing if they are unknown.
std::optional<Usage> usage_of(const Json& processes, double at, const Usage* before);
Json to_json(const Usage& usage);

/// Returns the status of the session, as the control socket does, with `about` and `processes`.
Json status_message(const Json& about, const core::Status& status, const Json& processes,
                    const Clocks& clocks);
/// Returns the last hour of each method, by minute.
Json minutes_message(const core::Metrics& metrics, const Clocks& clocks);
/// Returns records of the session's history: slow requests and events.
Json history_message(const TracePart& part);

/// Removes folders from a message, also within sentences: of paths and URIs the last part remains,
/// of a command line the program.
void hide_paths(Json& message);

/// Returns the message as text, whatever bytes it holds.
std::string text_of(const Json& message);

}  // namespace observability::web
