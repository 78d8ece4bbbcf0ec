#include "scenario/editor_model.hpp"

#include <algorithm>
#include <utility>

#include "lsp/message.hpp"
#include "support/catch.hpp"

namespace scenario {
namespace {

json as_json(lsp::Position p) {
    return {{"line", p.line}, {"character", p.character}};
}

/// Returns a string as it is, and any other value of a broken server as JSON.
std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

json at(const std::string& uri, int line, int character) {
    return {{"textDocument", {{"uri", uri}}},
            {"position", {{"line", line}, {"character", character}}}};
}

Editor::Editor(std::function<void(std::string_view)> send)
    : capabilities{{"window", {{"workDoneProgress", true}}},
                   {"workspace",
                    {{"configuration", true},
                     {"didChangeWatchedFiles", {{"dynamicRegistration", true}}}}}},
      send_(std::move(send)) {}

int Editor::asks(std::string_view method, const json& params) {
    const int id = next_id_++;
    sends(request(id, method, params));
    return id;
}

void Editor::notifies(std::string_view method, const json& params) {
    if (gives_ids) return void(asks(method, params));
    sends(notification(method, params));
}

void Editor::sends(std::string_view bytes) {
    Wire wire;
    for (const Message& message : wire.take(bytes)) {
        if (message.is_request()) {
            const json params = message.params();
            const bool gives = params.is_object() && params.contains("workDoneToken");
            asked_[message.id.dump()] = gives ? params["workDoneToken"].dump() : "";
        }
        take_in(texts, message);
    }
    sends_raw(bytes);
}

void Editor::sends_raw(std::string_view bytes) {
    sent_bytes += bytes;
    send_(bytes);
}

int Editor::initializes() {
    return asks("initialize",
                {{"processId", 1},
                 {"rootUri", "file:///w"},
                 {"workspaceFolders", json::array({{{"uri", "file:///w"}, {"name", "w"}}})},
                 {"capabilities", capabilities}});
}

void Editor::opens(const std::string& uri, const std::string& text, const std::string& language) {
    notifies("textDocument/didOpen",
             {{"textDocument",
               {{"uri", uri}, {"languageId", language}, {"version", 1}, {"text", text}}}});
}

void Editor::change(const std::string& uri, json change) {
    notifies("textDocument/didChange",
             {{"textDocument", {{"uri", uri}, {"version", texts.at(uri).version + 1}}},
              {"contentChanges", json::array({std::move(change)})}});
}

void Editor::types(const std::string& uri, lsp::Range range, const std::string& text) {
    change(uri, {{"range", {{"start", as_json(range.start)}, {"end", as_json(range.end)}}},
                 {"text", text}});
}

void Editor::replaces_text(const std::string& uri, const std::string& text) {
    change(uri, {{"text", text}});
}

void Editor::closes(const std::string& uri) {
    notifies("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
}

Editor::Open Editor::take_open(std::string_view method) {
    const auto it = std::find_if(open_.begin(), open_.end(),
                                 [&](const Open& open) { return open.method == method; });
    INFO("no open request " << method);
    REQUIRE(it != open_.end());
    Open open = std::move(*it);
    open_.erase(it);
    return open;
}

void Editor::answer(const Open& open, const json& result) {
    if (open.method == "window/workDoneProgress/create") {
        progress_created_.insert(open.params.at("token").dump());
    }
    answers_ += scenario::reply(open.id, result);
}

void Editor::answers(std::string_view method, const json& result) {
    answer(take_open(method), result);
    sends(take_answers());
}

void Editor::refuses(std::string_view method) {
    const Open open = take_open(method);
    if (open.method == "client/registerCapability") {
        for (const json& r : open.params.at("registrations")) {
            registrations_live.erase(text_of(r.at("id")));
        }
    }
    sends(lsp::error_reply(open.id.dump(), lsp::ErrorCode::kRequestFailed, "no"));
}

const Message& Editor::reply(int id) const {
    INFO("no reply to " << id);
    REQUIRE(has_reply(id));
    return replies_.at(json(id).dump());
}

std::size_t Editor::open_requests(std::string_view method) const {
    return static_cast<std::size_t>(std::count_if(
        open_.begin(), open_.end(), [&](const Open& open) { return open.method == method; }));
}

std::vector<std::string> Editor::diagnostics_of(const std::string& uri) const {
    std::vector<std::string> texts_shown;
    for (const Message& message : received) {
        if (message.method != "textDocument/publishDiagnostics") continue;
        const json params = message.params();
        if (params.at("uri") != uri) continue;
        texts_shown.clear();
        for (const json& d : params.at("diagnostics")) texts_shown.push_back(d.at("message"));
    }
    return texts_shown;
}

void Editor::receive(std::string_view bytes, bool from_server) {
    received_bytes += bytes;
    for (Message& message : wire_.take(bytes)) {
        received.push_back(message);
        INFO(message.bytes);
        // The proxy sends no notification of its own before the initialize reply (docs/pitfalls.md,
        // "Speaking too early").
        if (!from_server && !replies_.contains("1")) REQUIRE_FALSE(message.is_notification());
        if (message.is_reply()) reply_came(message);
        if (message.is_request()) request_came(message);
        if (message.is_notification()) notification_came(message);
    }
    // A frame cut short by a server's death must not reach the editor.
    REQUIRE(wire_.cut_bytes() == 0);
}

void Editor::reply_came(const Message& message) {
    if (message.id.is_null()) return;  // replies to an unreadable message
    const std::string id = message.id.dump();
    if (!expects_surplus_replies) REQUIRE(asked_.contains(id));
    // A token that a request supplied is valid as long as the request is open.
    if (asked_.contains(id)) REQUIRE_FALSE(progress_open.contains(asked_[id]));
    asked_.erase(id);
    replies_[id] = message;
}

void Editor::request_came(const Message& message) {
    const bool taken = std::any_of(open_.begin(), open_.end(),
                                   [&](const Open& open) { return open.id == message.id; });
    REQUIRE_FALSE(taken);
    const json params = message.params();
    if (message.method == "client/registerCapability") {
        for (const json& r : params.at("registrations")) {
            REQUIRE(
                registrations_live.emplace(text_of(r.at("id")), text_of(r.at("method"))).second);
        }
    }
    if (message.method == "client/unregisterCapability") {
        for (const json& r : params.at("unregisterations")) {
            REQUIRE(registrations_live.erase(text_of(r.at("id"))) == 1);
        }
    }
    open_.push_back({message.id, message.method, params});
    if (left_open_.contains(message.method)) return;
    if (message.method == "workspace/configuration") {
        const std::size_t items = params.at("items").size();
        return answer(take_open(message.method), json(std::vector<json>(items, settings)));
    }
    if (message.method == "workspace/applyEdit" || message.method == "window/showMessageRequest") {
        return;  // a person answers these
    }
    answer(take_open(message.method), nullptr);
}

void Editor::notification_came(const Message& message) {
    if (message.method != "$/progress") return;
    const json params = message.params();
    if (!params.at("value").is_object()) return;  // a partial result
    const std::string token = params.at("token").dump();
    const std::string kind = params.at("value").value("kind", "");
    const bool being_created = std::any_of(open_.begin(), open_.end(), [&](const Open& open) {
        return open.method == "window/workDoneProgress/create" &&
               open.params.at("token") == params.at("token");
    });
    REQUIRE_FALSE(being_created);
    if (kind == "begin") {
        const bool given = std::any_of(asked_.begin(), asked_.end(),
                                       [&](const auto& asked) { return asked.second == token; });
        REQUIRE((given || progress_created_.erase(token) == 1));
        REQUIRE(progress_open.insert(token).second);
    } else if (kind == "end") {
        REQUIRE(progress_open.erase(token) == 1);
    } else {
        REQUIRE(progress_open.contains(token));
    }
}

}  // namespace scenario
