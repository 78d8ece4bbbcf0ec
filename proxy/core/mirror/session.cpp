#include "core/mirror/session.hpp"

#include <utility>

#include "lsp/envelope.hpp"
#include "lsp/go_json.hpp"
#include "lsp/go_tree.hpp"
#include "lsp/message.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

using lsp::operator""_method;

using nlohmann::json;

/// gopls's log message about a new view (docs/gopls-facts.md, "Loading").
constexpr std::string_view kCreatedView = "Created View (#";

}  // namespace

void Session::initialize_requested(lsp::RequestId id, std::string_view body) {
    phase = Phase::kInitializing;
    initialize_id = std::move(id);
    initialize_params_ = lsp::member(body, "params");
    const json params = lsp::go_tree(initialize_params_);
    capabilities_ = lsp::go_member(params, "capabilities");
    configuration.initialized(lsp::go_member(params, "initializationOptions"));
    folders.initialized(initialize_params_);
}

void Session::initialize_answered(std::string_view body) {
    if (phase == Phase::kInitializing) phase = Phase::kInitialized;
    first_result_ = lsp::go_member(lsp::go_tree(body), "result");
}

void Session::notified(lsp::MethodName method, std::string_view params) {
    switch (method.id()) {
        case "workspace/didChangeConfiguration"_method:
            configuration.changed(params);
            break;
        case "$/setTrace"_method:
            set_trace_ = params;
            break;
        case "workspace/didChangeWorkspaceFolders"_method:
            if (takes_folders()) folders.changed(params);
            break;
        case "textDocument/didOpen"_method:
            if (takes_folders()) folders.document_opened(params);
            break;
        default:
            break;
    }
}

std::string Session::difference_from(std::string_view body) const {
    const json reply = lsp::go_tree(body);
    const json& ours = lsp::go_member(first_result_, "capabilities");
    const json& theirs = lsp::go_member(lsp::go_member(reply, "result"), "capabilities");
    for (const char* key : {"textDocumentSync", "positionEncoding", "semanticTokensProvider",
                            "executeCommandProvider"}) {
        if (lsp::go_member(ours, key) != lsp::go_member(theirs, key)) return key;
    }
    return {};
}

std::optional<std::string> Session::toggled(std::string_view params) {
    const auto arguments = lsp::elements(lsp::member(params, "arguments"));
    if (arguments.empty()) return {};
    std::string uri;
    lsp::GoReader(arguments.front()).string(uri);
    const auto key = lsp::document_key(uri);
    if (!key || key->empty()) return {};
    const auto [it, added] =
        toggles_.try_emplace(key->substr(0, key->find_last_of('/')), std::move(uri));
    if (added) return it->first;
    toggles_.erase(it);
    return {};
}

void Session::switched_off(std::string_view folder) {
    const auto it = toggles_.find(folder);
    if (it != toggles_.end()) toggles_.erase(it);
}

void Session::message_logged(std::string_view params) {
    if (params.find(kCreatedView) != std::string_view::npos) folders.view_made();
}

void Session::view_created(std::string_view params,
                           const std::function<bool(const std::string&)>& stays) {
    if (toggles_.empty() || params.find(kCreatedView) == std::string_view::npos) return;
    const json logged = lsp::go_tree(params);
    const json& message = lsp::go_member(logged, "message");
    if (!message.is_string()) return;
    constexpr std::string_view kDirectory = "\n\tdirectory=";
    const std::string_view text = message.get_ref<const std::string&>();
    const auto at = text.find(kDirectory);
    if (at == std::string_view::npos) return;
    std::string_view directory = text.substr(at + kDirectory.size());
    directory = directory.substr(0, directory.find('\n'));
    std::erase_if(toggles_, [&](const auto& entry) {
        const std::string_view folder = entry.first;
        const bool in_view = folder.starts_with(directory) &&
                             (folder.size() == directory.size() || folder[directory.size()] == '/');
        return in_view && !stays(entry.first);
    });
}

std::vector<std::string> Session::catch_up() const {
    std::vector<std::string> messages;
    if (!set_trace_.empty()) messages.push_back(lsp::notification("$/setTrace", set_trace_));
    if (std::string changed = configuration.catch_up(); !changed.empty()) {
        messages.push_back(std::move(changed));
    }
    for (std::string& message : folders.catch_up()) messages.push_back(std::move(message));
    return messages;
}

bool Session::client_can(const std::string& pointer) const {
    const json::json_pointer path(pointer);
    return capabilities_.is_object() && capabilities_.contains(path) &&
           capabilities_.at(path) == json(true);
}

}  // namespace core
