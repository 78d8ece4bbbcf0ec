#include "core/session.hpp"

#include <algorithm>
#include <utility>

#include "lsp/envelope.hpp"
#include "lsp/message.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

using nlohmann::json;

json parse(std::string_view text) {
    return json::parse(text, nullptr, false);
}

std::string dump(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json at(const json& value, const char* key) {
    return value.is_object() && value.contains(key) ? value[key] : json();
}

void remove_folder(std::vector<json>& folders, const json& folder) {
    std::erase_if(folders, [&](const json& f) { return at(f, "uri") == at(folder, "uri"); });
}

std::vector<json> folders_in(const json& initialize_params) {
    const json folders = at(initialize_params, "workspaceFolders");
    if (folders.is_array()) return {folders.begin(), folders.end()};
    const json root = at(initialize_params, "rootUri");
    if (!root.is_string()) return {};
    const std::string uri = root.get<std::string>();
    return {json{{"uri", uri}, {"name", uri.substr(uri.find_last_of('/') + 1)}}};
}

std::string folders_message(const std::vector<json>& removed, const std::vector<json>& added) {
    return lsp::notification("workspace/didChangeWorkspaceFolders",
                             dump({{"event", {{"added", added}, {"removed", removed}}}}));
}

}  // namespace

void Session::initialize_requested(lsp::RequestId id, std::string_view body) {
    phase = Phase::kInitializing;
    initialize_id = std::move(id);
    initialize_params_ = lsp::member(body, "params");
    const json params = parse(initialize_params_);
    capabilities_ = at(params, "capabilities");
    folders_ = first_folders_ = folders_in(params);
}

void Session::initialize_answered(std::string_view body) {
    phase = Phase::kInitialized;
    first_result_ = at(parse(body), "result");
}

void Session::notified(std::string_view method, std::string_view params) {
    if (method == "workspace/didChangeConfiguration") {
        did_change_configuration_ = params;
        for (auto& [item, answer] : configuration_) answer.outdated = true;
    } else if (method == "$/setTrace") {
        set_trace_ = params;
    } else if (method == "workspace/didChangeWorkspaceFolders") {
        const json event = at(parse(params), "event");
        for (const json& folder : at(event, "removed")) remove_folder(folders_, folder);
        for (const json& folder : at(event, "added")) {
            remove_folder(folders_, folder);
            folders_.push_back(folder);
        }
    }
}

void Session::configuration_answered(std::string_view params, std::string_view body) {
    const json items = at(parse(params), "items");
    const json answers = parse(lsp::member(body, "result"));
    if (!items.is_array() || !answers.is_array() || items.size() != answers.size()) return;
    for (std::size_t i = 0; i < items.size(); ++i)
        configuration_[dump(items[i])] = {dump(answers[i])};
}

std::optional<std::string> Session::known_configuration(std::string_view params) const {
    std::string answer;
    bool any = false;
    for (const json& item : at(parse(params), "items")) {
        const auto it = configuration_.find(dump(item));
        any = any || it != configuration_.end();
        answer += (answer.empty() ? "" : ",") +
                  (it == configuration_.end() ? std::string("null") : it->second.value);
    }
    if (!any) return {};
    return "[" + answer + "]";
}

std::optional<std::string> Session::current_configuration(std::string_view params) const {
    for (const json& item : at(parse(params), "items")) {
        const auto it = configuration_.find(dump(item));
        if (it != configuration_.end() && it->second.outdated) return {};
    }
    return known_configuration(params);
}

std::string Session::null_configuration(std::string_view params) {
    const json items = at(parse(params), "items");
    return dump(json(items.is_array() ? items.size() : 0, json()));
}

std::string Session::difference_from(std::string_view body) const {
    const json result = at(parse(body), "result");
    const json& ours = at(first_result_, "capabilities");
    const json& theirs = at(result, "capabilities");
    for (const char* key : {"textDocumentSync", "positionEncoding", "semanticTokensProvider",
                            "executeCommandProvider"}) {
        if (at(ours, key) != at(theirs, key)) return key;
    }
    return {};
}

std::vector<std::string> Session::catch_up() const {
    std::vector<std::string> messages;
    if (!set_trace_.empty()) messages.push_back(lsp::notification("$/setTrace", set_trace_));
    if (!did_change_configuration_.empty()) {
        messages.push_back(
            lsp::notification("workspace/didChangeConfiguration", did_change_configuration_));
    }
    std::vector<json> removed;
    std::vector<json> added;
    const auto has = [](const std::vector<json>& all, const json& folder) {
        return std::find(all.begin(), all.end(), folder) != all.end();
    };
    std::copy_if(first_folders_.begin(), first_folders_.end(), std::back_inserter(removed),
                 [&](const json& folder) { return !has(folders_, folder); });
    std::copy_if(folders_.begin(), folders_.end(), std::back_inserter(added),
                 [&](const json& folder) { return !has(first_folders_, folder); });
    if (!removed.empty() || !added.empty()) messages.push_back(folders_message(removed, added));
    return messages;
}

std::string Session::reload_views() const {
    return folders_.empty() ? std::string() : folders_message(folders_, folders_);
}

std::string Session::workspace_folders() const {
    return folders_.empty() ? "null" : dump(json(folders_));
}

std::vector<std::string> Session::folder_paths() const {
    std::vector<std::string> paths;
    for (const json& folder : folders_) {
        const json uri = at(folder, "uri");
        std::string path = uri.is_string() ? lsp::path_of_uri(uri.get<std::string>()) : "";
        while (path.size() > 1 && path.ends_with('/')) path.pop_back();
        if (!path.empty()) paths.push_back(std::move(path));
    }
    return paths;
}

bool Session::client_can(const std::string& pointer) const {
    const json::json_pointer path(pointer);
    return capabilities_.is_object() && capabilities_.contains(path) &&
           capabilities_.at(path) == json(true);
}

}  // namespace core
