#include "app/control/protocol.hpp"

#include <array>
#include <utility>

#include "app/config/suggest.hpp"

namespace app::control {
namespace {

using core::ProxyCommand;

struct Entry {
    std::string_view name;
    Command command;
    std::optional<ProxyCommand> of_session;
};
constexpr std::array<Entry, 8> kCommands{{
    {"status", Command::kStatus, {}},
    {"metrics", Command::kMetrics, {}},
    {"reload", Command::kReload, ProxyCommand::kReload},
    {"restart", Command::kRestart, ProxyCommand::kRestart},
    {"restart_clean", Command::kRestartClean, ProxyCommand::kRestartClean},
    {"incident", Command::kIncident, ProxyCommand::kIncident},
    {"park", Command::kPark, ProxyCommand::kPark},
    {"unpark", Command::kUnpark, ProxyCommand::kUnpark},
}};

constexpr std::array<std::pair<std::string_view, TraceRequest::Step>, 3> kTraceNames{{
    {"trace_start", TraceRequest::Step::kStart},
    {"trace_read", TraceRequest::Step::kRead},
    {"trace_stop", TraceRequest::Step::kStop},
}};

constexpr std::string_view kDashboard = "dashboard";

std::string line_of(const Json& message) {
    // Names of methods and paths may be any bytes.
    return message.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Refusal unknown_command(const std::string& command) {
    std::vector<std::string_view> names;
    for (const Entry& entry : kCommands) names.push_back(entry.name);
    for (const auto& [word, value] : kTraceNames) names.push_back(word);
    names.push_back(kDashboard);
    std::string known;
    for (const auto word : names) known += (known.empty() ? "" : ", ") + std::string(word);
    return {"unknown_command", "unknown command \"" + command + "\"" +
                                   did_you_mean(command, names) + "; known are " + known};
}

/// Returns a number of the request; 0 if it is missing or invalid.
std::uint64_t count_at(const Json& request, const char* key) {
    const auto found = request.find(key);
    return found != request.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

/// Returns the trace command with this name. Without a valid `from` it begins at the oldest record.
std::optional<TraceRequest> trace_request(std::string_view word, const Json& request) {
    for (const auto& [known, step] : kTraceNames) {
        if (known != word) continue;
        return TraceRequest{step, count_at(request, "from"), count_at(request, "from_span")};
    }
    return std::nullopt;
}

boost::system::result<DashboardRequest, Refusal> dashboard_request(const Json& request) {
    const Json port = request.value("port", Json(0U));
    if (!port.is_number_unsigned() || port.get<std::uint64_t>() > 65535) {
        return Refusal{"invalid_request", "\"port\" is a number from 0 to 65535"};
    }
    const Json hides = request.value("hide_paths", Json(false));
    if (!hides.is_boolean()) return Refusal{"invalid_request", "\"hide_paths\" is true or false"};
    return DashboardRequest{port.get<std::uint16_t>(), hides.get<bool>()};
}

/// Limits the nesting: a deeper document would exhaust the stack of the parser's caller.
Json parsed(std::string_view line) {
    constexpr int kMaxDepth = 64;
    bool too_deep = false;
    Json value = Json::parse(
        line,
        [&](int depth, Json::parse_event_t, Json&) {
            too_deep = too_deep || depth > kMaxDepth;
            return !too_deep;
        },
        false);
    return too_deep ? Json(Json::value_t::discarded) : value;
}

}  // namespace

boost::system::result<Request, Refusal> parse_request(std::string_view line) {
    const Json request = parsed(line);
    if (!request.is_object()) {
        return Refusal{"invalid_request", "a request is one JSON object on one line"};
    }
    const auto version = request.find("version");
    if (version == request.end() || *version != kVersion) {
        return Refusal{
            "unsupported_version",
            "this gopls-proxy speaks version " + std::to_string(kVersion) +
                " of the control protocol: send \"version\":" + std::to_string(kVersion)};
    }
    const auto command = request.find("command");
    if (command == request.end() || !command->is_string()) {
        return Refusal{"invalid_request", "\"command\" is missing, or is not a string"};
    }
    const auto& word = command->get_ref<const std::string&>();
    for (const Entry& entry : kCommands) {
        if (entry.name == word) return Request{entry.command};
    }
    if (const auto trace = trace_request(word, request)) return Request{.trace = trace};
    if (word == kDashboard) {
        const auto dashboard = dashboard_request(request);
        if (!dashboard) return dashboard.error();
        return Request{.dashboard = *dashboard};
    }
    return unknown_command(word);
}

std::optional<ProxyCommand> session_command(Command command) {
    for (const Entry& entry : kCommands) {
        if (entry.command == command) return entry.of_session;
    }
    return {};
}

std::string_view name(Command command) {
    for (const Entry& entry : kCommands) {
        if (entry.command == command) return entry.name;
    }
    return "";
}

std::string request_line(Command command) {
    return Json{{"version", kVersion}, {"command", name(command)}}.dump();
}

std::string request_line(const TraceRequest& request) {
    Json line = {{"version", kVersion}};
    for (const auto& [word, step] : kTraceNames) {
        if (step == request.step) line["command"] = word;
    }
    if (request.step != TraceRequest::Step::kStart) {
        line["from"] = request.from;
        line["from_span"] = request.from_span;
    }
    return line.dump();
}

std::string request_line(const DashboardRequest& request) {
    return Json{{"version", kVersion},
                {"command", kDashboard},
                {"port", request.port},
                {"hide_paths", request.hides_paths}}
        .dump();
}

std::string result_line(const Json& result) {
    return line_of({{"version", kVersion}, {"result", result}});
}

std::string refusal_line(const Refusal& refusal) {
    return line_of(
        {{"version", kVersion}, {"error", {{"code", refusal.code}, {"message", refusal.message}}}});
}

boost::system::result<Json, Refusal> parse_reply(std::string_view line) {
    Json reply = parsed(line);
    if (reply.is_object() && reply.contains("result"))
        return {boost::system::in_place_value, std::move(reply["result"])};
    const Json error = reply.is_object() ? reply.value("error", Json()) : Json();
    if (error.is_object() && error.value("message", Json()).is_string() &&
        error.value("code", Json()).is_string()) {
        return Refusal{error["code"].get<std::string>(), error["message"].get<std::string>()};
    }
    return Refusal{"invalid_reply", "it answered with something that is not a reply"};
}

}  // namespace app::control
