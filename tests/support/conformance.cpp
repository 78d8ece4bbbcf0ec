#include "support/conformance.hpp"

namespace support {
namespace {

/// What a server may say before it has answered `initialize` (LSP 3.17, "Initialize Request").
bool allowed_before_initialized(const std::string& method) {
    return method == "window/showMessage" || method == "window/logMessage" ||
           method == "telemetry/event" || method == "window/showMessageRequest" ||
           method == "$/progress";
}

}  // namespace

void Conformance::sent(const Json& message) {
    if (!message.is_object() || !message.contains("id")) return;
    const std::string id = message["id"].dump();
    if (!message.contains("method")) {
        // What the editor will not create stays unknown to it.
        if (message.contains("error") && creating_.contains(id))
            created_progress_.erase(creating_[id]);
        return;
    }
    replies_.emplace(id, 0);
    if (message["method"] == "initialize") initialize_id_ = id;
    // The editor itself may name a token for a request's progress.
    if (!message.contains("params") || !message["params"].is_object()) return;
    for (const char* name : {"workDoneToken", "partialResultToken"})
        if (message["params"].contains(name))
            created_progress_.insert(message["params"][name].dump());
}

void Conformance::received(const Json& message) {
    if (!message.is_object() || message.value("jsonrpc", "") != "2.0") {
        violation("not a JSON-RPC 2.0 message", message);
        return;
    }
    if (!message.contains("method")) {
        received_reply(message);
        return;
    }
    const std::string method = message["method"].get<std::string>();
    if (!initialized_ && !allowed_before_initialized(method))
        violation("before the reply to initialize", message);
    if (message.contains("id")) received_request(message);
    const Json params = message.value("params", Json::object());
    if (method == "$/progress") received_progress(params);
    if (method == "$/cancelRequest" && !server_ids_.contains(params.value("id", Json()).dump()))
        violation("a question is taken back that was never asked", message);
}

void Conformance::received_reply(const Json& message) {
    const std::string id = message.contains("id") ? message["id"].dump() : "";
    if (message.contains("result") == message.contains("error"))
        violation("a reply has either result or error", message);
    // A null id belongs to an error about a message whose id could not be read.
    if (id == "null" && message.contains("error")) return;
    const auto found = replies_.find(id);
    if (found == replies_.end()) {
        violation("a reply to a request that was never made", message);
        return;
    }
    if (++found->second > 1) violation("a second reply", message);
    if (id == initialize_id_) initialized_ = true;
}

void Conformance::received_request(const Json& message) {
    const Json& id = message["id"];
    if (!id.is_number_integer())
        violation("the id of a server's request is not an integer (pitfall 6)", message);
    if (!server_ids_.insert(id.dump()).second)
        violation("the id of a server's request was used before", message);
    const std::string method = message["method"].get<std::string>();
    const Json params = message.value("params", Json::object());
    if (method == "window/workDoneProgress/create")
        created_progress_.insert(creating_[id.dump()] = params.value("token", Json()).dump());
    if (method == "client/registerCapability") register_capabilities(params);
    if (method == "client/unregisterCapability") unregister_capabilities(params);
}

void Conformance::received_progress(const Json& params) {
    const std::string token = params.value("token", Json()).dump();
    const Json value = params.value("value", Json());
    const std::string kind = value.is_object() ? value.value("kind", "") : "";
    if (kind == "begin") {
        if (!created_progress_.contains(token))
            violation("progress begins on a token that was not created", params);
        if (!open_progress_.insert(token).second) violation("progress begins twice", params);
    } else if (kind == "report") {
        if (!open_progress_.contains(token)) violation("progress reported but not begun", params);
    } else if (kind == "end") {
        if (open_progress_.erase(token) == 0) violation("progress ends but was not begun", params);
        created_progress_.erase(token);
    }
}

void Conformance::register_capabilities(const Json& params) {
    for (const Json& entry : params.value("registrations", Json::array()))
        if (!registrations_.emplace(entry.value("id", ""), entry.value("method", "")).second)
            violation("a registration id is live twice (pitfall 7)", entry);
}

void Conformance::unregister_capabilities(const Json& params) {
    for (const Json& entry : params.value("unregisterations", Json::array()))
        if (registrations_.erase(entry.value("id", "")) == 0)
            violation("an unregistration without a registration", entry);
}

int Conformance::replies(const Json& id) const {
    const auto found = replies_.find(id.dump());
    return found == replies_.end() ? 0 : found->second;
}

std::vector<Json> Conformance::unreplied() const {
    std::vector<Json> ids;
    for (const auto& [id, count] : replies_)
        if (count == 0) ids.push_back(Json::parse(id));
    return ids;
}

void Conformance::violation(const std::string& what, const Json& message) {
    violations_.push_back(what + ": " + message.dump().substr(0, 500));
}

}  // namespace support
