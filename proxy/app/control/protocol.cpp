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
constexpr std::array<Entry, 6> kCommands{{
    {"status", Command::kStatus, {}},
    {"metrics", Command::kMetrics, {}},
    {"reload", Command::kReload, ProxyCommand::kReload},
    {"restart", Command::kRestart, ProxyCommand::kRestart},
    {"restart_clean", Command::kRestartClean, ProxyCommand::kRestartClean},
    {"incident", Command::kIncident, ProxyCommand::kIncident},
}};

std::string line_of(const Json& message) {
    // Names of methods and paths may be any bytes.
    return message.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Refusal unknown_command(const std::string& command) {
    std::vector<std::string_view> names;
    std::string known;
    for (const Entry& entry : kCommands) {
        names.push_back(entry.name);
        known += (known.empty() ? "" : ", ") + std::string(entry.name);
    }
    return {"unknown_command", "unknown command \"" + command + "\"" +
                                   did_you_mean(command, names) + "; known are " + known};
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
