// The language of the control socket: one JSON object a line, a reply for each request, in order
// (docs/control.md, docs/schemas).
//
//     {"version":1,"command":"status"}
//     {"version":1,"result":{"state":"healthy",…}}
//     {"version":1,"error":{"code":"unknown_command","message":"unknown command \"stauts\": …"}}
//
// Pure.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "app/result.hpp"
#include "core/relay/proxy_commands.hpp"
#include "observability/session.hpp"

namespace app::control {

using app::throw_exception_from_error;
using Json = nlohmann::ordered_json;

/// Increased whenever a member changes its meaning or is removed.
inline constexpr int kVersion = 1;
/// Longer requests are refused.
inline constexpr std::size_t kMaxRequestBytes = 64 << 10;

/// Why a request is refused.
struct Refusal {
    std::string code;     ///< for programs: "invalid_request", "unknown_command", …
    std::string message;  ///< one sentence for a person
};

enum class Command {
    kStatus,
    kMetrics,  ///< the metrics as text for Prometheus
    kReload,
    kRestart,
    kRestartClean,
    kIncident,
    kPark,  ///< until `kUnpark` or the end of this connection, ten minutes at most
    kUnpark,
};

/// Returns the command that the session executes; nothing for one that only needs a snapshot.
std::optional<core::ProxyCommand> session_command(Command command);

/// A request about the trace of the session (docs/tracing.md).
struct TraceRequest {
    enum class Step {
        kStart,  ///< record, until the stop or the end of this connection
        kRead,   ///< return the records from the number `from` on, and spans of gopls
        kStop,   ///< the same, with the requests that still wait, and stop recording
    };
    Step step = Step::kStart;
    std::uint64_t from = 0;
    std::uint64_t from_span = 0;  ///< the number of the first span of gopls
};

using observability::DashboardRequest;

struct Request {
    Command command = Command::kStatus;
    std::optional<TraceRequest> trace = {};          ///< instead of `command`
    std::optional<DashboardRequest> dashboard = {};  ///< instead of `command`
};

/// Parses a line without its end.
boost::system::result<Request, Refusal> parse_request(std::string_view line);

/// Returns the name of a command in a request: "restart_clean".
std::string_view name(Command command);

/// Returns a request as a line, without its end.
std::string request_line(Command command);
std::string request_line(const TraceRequest& request);
std::string request_line(const DashboardRequest& request);
/// Return replies as lines, with their end.
std::string result_line(const Json& result);
std::string refusal_line(const Refusal& refusal);

/// Returns the result of a reply. A refusal of the other side is returned as it is; a line that is
/// not a reply is refused as "invalid_reply".
boost::system::result<Json, Refusal> parse_reply(std::string_view line);

}  // namespace app::control
