#include "core/mirror/session.hpp"

#include <algorithm>
#include <utility>

#include "lsp/document_sync.hpp"
#include "lsp/envelope.hpp"
#include "lsp/go_json.hpp"
#include "lsp/go_tree.hpp"
#include "lsp/message.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

using lsp::operator""_method;

using nlohmann::json;

/// gopls's log message of a view (docs/gopls-facts.md, "Loading").
constexpr std::string_view kCreatedView = "Created View (#";

/// LSP 3.17, "WorkspaceFolder".
struct WorkspaceFolder {
    std::string uri;
    std::string name;
};

void read_folders(lsp::GoReader& reader, std::vector<WorkspaceFolder>& folders) {
    std::size_t size = 0;
    reader.array([&](std::size_t index) {
        if (index == folders.size()) folders.emplace_back();
        WorkspaceFolder& folder = folders[index];
        reader.object([&](const lsp::GoKey& key) {
            if (key.is("uri")) return reader.string(folder.uri);
            if (key.is("name")) return reader.string(folder.name);
            reader.skip();
        });
        size = index + 1;
    });
    folders.resize(size);
}

std::string last_part(std::string_view path) {
    return std::string(path.substr(path.find_last_of('/') + 1));
}

/// What gopls reads of `initialize` (server.Initialize): the root counts where no folder is given.
std::vector<WorkspaceFolder> folders_in(std::string_view initialize_params) {
    std::vector<WorkspaceFolder> folders;
    std::string root;
    lsp::GoReader reader(initialize_params);
    reader.object([&](const lsp::GoKey& key) {
        if (key.is("workspaceFolders")) return read_folders(reader, folders);
        if (key.is("rootUri")) return reader.string(root);
        reader.skip();
    });
    if (!reader.ok()) return {};
    if (folders.empty() && !root.empty()) {
        const auto path = lsp::document_key(root);
        if (path) folders.push_back({root, last_part(lsp::clean_path(*path))});
    }
    return folders;
}

/// What some settings of gopls change. What they do not name, or set to something that is not
/// valid, stays as it was (settings.Options.Set).
struct GoplsSettings {
    std::optional<bool> watches;
    std::optional<std::string> go_work;
};

GoplsSettings read_settings(const json& settings) {
    GoplsSettings given;
    if (!settings.is_object()) return given;
    for (const auto& [key, value] : settings.items()) {
        // gopls goes by what is behind the last dot of a key: "ui.completion.usePlaceholders".
        const std::string_view name = std::string_view(key).substr(key.rfind('.') + 1);
        if (name == "fileWatcher" && value.is_string()) {
            const auto& mode = value.get_ref<const std::string&>();
            const auto is = [&](const char* known) { return lsp::GoKey(mode, true).is(known); };
            if (is("off")) given.watches = false;
            if (is("fsnotify") || is("poll")) given.watches = true;
        } else if (name == "env" && value.is_object()) {
            const auto go_work = value.find("GOWORK");
            if (go_work != value.end() && go_work->is_string())
                given.go_work = go_work->get<std::string>();
        }
    }
    return given;
}

}  // namespace

/// As gopls does (server.addFolders): what is no file is skipped, and so is a folder that it has.
Session::Folder* Session::add_folder(std::string uri, std::string name) {
    auto key = lsp::document_key(uri);
    if (!key || key->empty()) return nullptr;
    const auto [it, added] = folders_.try_emplace(lsp::clean_path(*key));
    if (added) it->second = {std::move(uri), std::move(name), *std::move(key), ++folder_numbers_};
    it->second.of_document = false;  // it has been named by now
    return added ? &it->second : nullptr;
}

void Session::add_folder_of_document(const std::string& path) {
    if (Folder* folder = add_folder(lsp::uri_of_path(path), last_part(path))) {
        folder->of_document = true;
    }
}

bool Session::has_view() const {
    return std::any_of(folders_.begin(), folders_.end(),
                       [](const auto& entry) { return !entry.second.failed; });
}

/// As gopls does (server.DidChangeWorkspaceFolders): at the first folder that cannot be removed it
/// stops, and adds none.
void Session::folders_changed(std::string_view params) {
    std::vector<WorkspaceFolder> added;
    std::vector<WorkspaceFolder> removed;
    lsp::GoReader reader(params);
    reader.object([&](const lsp::GoKey& key) {
        if (!key.is("event")) {
            reader.skip();
            return;
        }
        reader.object([&](const lsp::GoKey& inner) {
            if (inner.is("added")) return read_folders(reader, added);
            if (inner.is("removed")) return read_folders(reader, removed);
            reader.skip();
        });
    });
    if (!reader.ok()) return;
    folders_of_documents_.clear();
    for (const WorkspaceFolder& folder : removed) {
        if (!folder.uri.starts_with("file://")) continue;
        const auto key = lsp::document_key(folder.uri);
        const auto it = key ? folders_.find(lsp::clean_path(*key)) : folders_.end();
        if (it == folders_.end() || it->second.key != *key) return;
        const bool failed = it->second.failed;
        folders_.erase(it);
        if (failed) return;
    }
    for (WorkspaceFolder& folder : added) add_folder(std::move(folder.uri), std::move(folder.name));
}

/// As gopls does (server.DidOpen): without a view it makes one of the document's folder.
void Session::document_opened(std::string_view params) {
    constexpr std::size_t kMost = 64;
    if (has_view() && folders_of_documents_.size() >= kMost) return;
    const lsp::DocumentParams opening = lsp::read_did_open(params);
    const auto& key = opening.document.key;
    if (!opening.accepted || !key || key->empty()) return;
    std::string folder = lsp::clean_path(key->substr(0, key->find_last_of('/') + 1));
    if (!has_view()) return add_folder_of_document(folder);
    folders_of_documents_.push_back(std::move(folder));  // it may have none, and tell so later
}

/// It would have told by now of the folders that it could not load.
void Session::loaded() {
    view_made_ = view_made_ || std::any_of(folders_.begin(), folders_.end(), [](const auto& entry) {
                     return !entry.second.failed && !entry.second.of_document;
                 });
}

void Session::message_logged(std::string_view params) {
    view_made_ = view_made_ || params.find(kCreatedView) != std::string_view::npos;
}

/// By the words of server.addFolders: "failed to load view for <uri>: <error>", a line for each.
void Session::message_shown(std::string_view params) {
    constexpr std::string_view kFailed = "failed to load view for ";
    if (params.find(kFailed) == std::string_view::npos) return;
    const json shown = lsp::go_tree(params);
    const json& message = lsp::go_member(shown, "message");
    if (!message.is_string()) return;
    std::string_view text = message.get_ref<const std::string&>();
    for (auto at = text.find(kFailed); at != std::string_view::npos; at = text.find(kFailed)) {
        text.remove_prefix(at + kFailed.size());
        const auto is_it = [&](const auto& entry) {
            const std::string& uri = entry.second.uri;
            return text.starts_with(uri) && text.substr(uri.size()).starts_with(": ");
        };
        const auto it = std::find_if(folders_.begin(), folders_.end(), is_it);
        if (it == folders_.end()) continue;
        if (it->second.of_document) {
            folders_.erase(it);
        } else {
            it->second.failed = true;
        }
    }
    while (!has_view() && !folders_of_documents_.empty()) {
        add_folder_of_document(folders_of_documents_.front());
        folders_of_documents_.erase(folders_of_documents_.begin());
    }
}

std::vector<const Session::Folder*> Session::in_order(const Folders& folders) {
    std::vector<const Folder*> list;
    list.reserve(folders.size());
    for (const auto& [path, folder] : folders) list.push_back(&folder);
    std::sort(list.begin(), list.end(),
              [](const Folder* a, const Folder* b) { return a->order < b->order; });
    return list;
}

std::string Session::folders_message(const std::vector<const Folder*>& removed,
                                     const std::vector<const Folder*>& added) {
    const auto list = [](const std::vector<const Folder*>& folders) {
        json items = json::array();
        for (const Folder* folder : folders) {
            items.push_back({{"uri", folder->uri}, {"name", folder->name}});
        }
        return items;
    };
    return lsp::notification(
        "workspace/didChangeWorkspaceFolders",
        lsp::json_text({{"event", {{"added", list(added)}, {"removed", list(removed)}}}}));
}

void Session::initialize_requested(lsp::RequestId id, std::string_view body) {
    phase = Phase::kInitializing;
    initialize_id = std::move(id);
    initialize_params_ = lsp::member(body, "params");
    const json params = lsp::go_tree(initialize_params_);
    capabilities_ = lsp::go_member(params, "capabilities");
    settings_given(lsp::go_member(params, "initializationOptions"), {});
    folders_.clear();
    folders_of_documents_.clear();
    for (WorkspaceFolder& folder : folders_in(initialize_params_)) {
        add_folder(std::move(folder.uri), std::move(folder.name));
    }
    first_folders_ = folders_;
}

void Session::initialize_answered(std::string_view body) {
    if (phase == Phase::kInitializing) phase = Phase::kInitialized;
    first_result_ = lsp::go_member(lsp::go_tree(body), "result");
}

void Session::notified(lsp::MethodName method, std::string_view params) {
    switch (method.id()) {
        case "workspace/didChangeConfiguration"_method:
            did_change_configuration_ = params;
            for (auto& [item, answer] : configuration_) answer.outdated = true;
            break;
        case "$/setTrace"_method:
            set_trace_ = params;
            break;
        case "workspace/didChangeWorkspaceFolders"_method:
            if (takes_folders()) folders_changed(params);
            break;
        case "textDocument/didOpen"_method:
            if (takes_folders()) document_opened(params);
            break;
        default:
            break;
    }
}

void Session::configuration_answered(std::string_view params, std::string_view body) {
    const json asked = lsp::go_tree(params);
    const json& items = lsp::go_member(asked, "items");
    std::vector<std::string_view> answers;
    lsp::GoReader reader(lsp::member(body, "result"));
    const bool is_array = reader.array([&](std::size_t) { answers.push_back(reader.skip()); });
    if (!items.is_array() || !is_array || !reader.ok() || items.size() != answers.size()) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
        configuration_[lsp::json_text(items[i])] = {std::string(answers[i])};
        settings_given(lsp::go_tree(answers[i]), lsp::go_member(items[i], "scopeUri"));
    }
}

/// As gopls does: a folder's settings are laid over those of all (server.fetchFolderOptions), which
/// add up from one unscoped answer to the next (server.DidChangeConfiguration).
void Session::settings_given(const json& settings, const json& scope) {
    GoplsSettings given = read_settings(settings);
    if (!scope.is_string()) {
        gopls_watches_ = given.watches.value_or(gopls_watches_);
        if (given.go_work) go_work_ = std::move(given.go_work);
    } else if (given.go_work) {
        last_go_work_scope_ = scope.get<std::string>();
        folders_go_work_[last_go_work_scope_] = *std::move(given.go_work);
    } else {
        folders_go_work_.erase(scope.get<std::string>());
    }
}

std::optional<std::string> Session::known_configuration(std::string_view params) const {
    std::string answer;
    bool any = false;
    const json asked = lsp::go_tree(params);
    for (const json& item : lsp::go_member(asked, "items")) {
        const auto it = configuration_.find(lsp::json_text(item));
        any = any || it != configuration_.end();
        answer += (answer.empty() ? "" : ",") +
                  (it == configuration_.end() ? std::string("null") : it->second.value);
    }
    if (!any) return {};
    return "[" + answer + "]";
}

std::optional<std::string> Session::current_configuration(std::string_view params) const {
    const json asked = lsp::go_tree(params);
    for (const json& item : lsp::go_member(asked, "items")) {
        const auto it = configuration_.find(lsp::json_text(item));
        if (it != configuration_.end() && it->second.outdated) return {};
    }
    return known_configuration(params);
}

std::string Session::null_configuration(std::string_view params) {
    const json asked = lsp::go_tree(params);
    const json& items = lsp::go_member(asked, "items");
    return lsp::json_text(json(items.is_array() ? items.size() : 0, json()));
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
    if (!did_change_configuration_.empty()) {
        messages.push_back(
            lsp::notification("workspace/didChangeConfiguration", did_change_configuration_));
    }
    const auto missing_in = [](const Folders& all, const Folders& some) {
        std::vector<const Folder*> missing = in_order(some);
        std::erase_if(missing, [&](const Folder* folder) {
            const auto it = all.find(lsp::clean_path(folder->key));
            return it != all.end() && it->second.key == folder->key;
        });
        return missing;
    };
    const auto removed = missing_in(folders_, first_folders_);
    const auto added = missing_in(first_folders_, folders_);
    // One by one, since gopls stops at the first that it has no view of, and adds none then.
    for (const Folder* folder : removed) messages.push_back(folders_message({folder}, {}));
    if (!added.empty()) messages.push_back(folders_message({}, added));
    return messages;
}

std::string Session::reload_views() const {
    std::string messages;
    for (const Folder* folder : in_order(folders_)) {
        messages += folders_message({folder}, {folder});
    }
    return messages;
}

std::vector<std::string> Session::restore_views() const {
    std::vector<std::string> messages;
    const auto folders = in_order(folders_);
    for (const Folder* folder : folders) messages.push_back(folders_message({folder}, {}));
    if (!folders.empty()) messages.push_back(folders_message({}, folders));
    return messages;
}

std::string Session::workspace_folders() const {
    if (folders_.empty()) return "null";
    json items = json::array();
    for (const Folder* folder : in_order(folders_)) {
        items.push_back({{"uri", folder->uri}, {"name", folder->name}});
    }
    return lsp::json_text(items);
}

std::vector<std::string> Session::folder_paths() const {
    std::vector<std::string> paths;
    for (const Folder* folder : in_order(folders_)) paths.push_back(lsp::clean_path(folder->key));
    return paths;
}

std::optional<std::string> Session::go_work() const {
    if (folders_go_work_.empty()) return go_work_;
    const auto last = folders_go_work_.find(last_go_work_scope_);
    return (last == folders_go_work_.end() ? folders_go_work_.begin() : last)->second;
}

bool Session::client_can(const std::string& pointer) const {
    const json::json_pointer path(pointer);
    return capabilities_.is_object() && capabilities_.contains(path) &&
           capabilities_.at(path) == json(true);
}

}  // namespace core
