// The id of one request of the editor among those of all sessions. It relates a line of the log, an
// incident and a record of the trace (docs/log.md, "Slow requests").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core {

/// 16 bytes, as the trace id of W3C Trace Context and OpenTelemetry.
struct TraceId {
    std::uint64_t session = 0;  ///< chosen at random when the session begins
    std::uint64_t number = 0;   ///< of the message in the session, from 1; 0: no request
    friend bool operator==(const TraceId&, const TraceId&) = default;
};

/// Returns 32 hexadecimal digits, the session first.
std::string to_text(TraceId id);
/// Parses the text of `to_text`. Returns nothing for any other text.
std::optional<TraceId> read_trace_id(std::string_view text);

}  // namespace core
