#include "core/mirror/workspace_folders.hpp"

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

using nlohmann::json;

/// Number of events kept. gopls reports on a folder long before that many.
constexpr std::size_t kKeptEvents = 64;

template <class Named>
void read_folders(lsp::GoReader& reader, std::vector<Named>& folders) {
    std::size_t size = 0;
    reader.array([&](std::size_t index) {
        if (index == folders.size()) folders.emplace_back();
        Named& folder = folders[index];
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

}  // namespace

/// Returns the folders that gopls reads in `initialize` (server.Initialize). The root counts if no
/// folder is given.
std::vector<WorkspaceFolders::Named> WorkspaceFolders::named_in_initialize(
    std::string_view params) {
    std::vector<Named> folders;
    std::string root;
    lsp::GoReader reader(params);
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

void WorkspaceFolders::initialized(std::string_view params) {
    before_ = now_ = {};
    events_.clear();
    took({{}, named_in_initialize(params)});
    first_ = now_.folders;
}

void WorkspaceFolders::changed(std::string_view params) {
    Event event;
    lsp::GoReader reader(params);
    reader.object([&](const lsp::GoKey& key) {
        if (!key.is("event")) {
            reader.skip();
            return;
        }
        reader.object([&](const lsp::GoKey& inner) {
            if (inner.is("added")) return read_folders(reader, event.added);
            if (inner.is("removed")) return read_folders(reader, event.removed);
            reader.skip();
        });
    });
    if (reader.ok()) took(std::move(event));
}

void WorkspaceFolders::document_opened(std::string_view params) {
    // Only after a failed folder do documents request views. Beyond that number no more are read.
    if (now_.has_view() && events_.size() >= kKeptEvents) return;
    const lsp::DocumentParams opening = lsp::read_did_open(params);
    const auto& key = opening.document.key;
    if (!opening.accepted || !key || key->empty()) return;
    const std::string path = lsp::clean_path(key->substr(0, key->find_last_of('/') + 1));
    took({{}, {{lsp::uri_of_path(path), last_part(path)}}, true});
}

void WorkspaceFolders::took(Event event) {
    now_.apply(event);
    events_.push_back(std::move(event));
    if (events_.size() <= kKeptEvents) return;
    before_.apply(events_.front());
    events_.pop_front();
}

bool WorkspaceFolders::State::has_view() const {
    return std::any_of(folders.begin(), folders.end(),
                       [](const auto& entry) { return !entry.second.failed; });
}

/// Follows gopls (server.DidChangeWorkspaceFolders): it stops at the first folder that cannot be
/// removed, and adds none. Without a view a document creates one (server.DidOpen).
void WorkspaceFolders::State::apply(const Event& event) {
    if (event.of_document && (event.added.front().failed || has_view())) return;
    for (const Named& named : event.removed) {
        if (!named.uri.starts_with("file://")) continue;
        const auto key = lsp::document_key(named.uri);
        const auto it = key ? folders.find(lsp::clean_path(*key)) : folders.end();
        if (it == folders.end() || it->second.key != *key) return;
        const bool failed = it->second.failed;
        folders.erase(it);
        if (failed) return;
    }
    for (const Named& named : event.added) add(named, event.of_document);
}

/// Follows gopls (server.addFolders): it skips a URI that does not name a file, and a folder that
/// it already has.
void WorkspaceFolders::State::add(const Named& named, bool of_document) {
    auto key = lsp::document_key(named.uri);
    if (!key || key->empty()) return;
    const auto [it, added] = folders.try_emplace(lsp::clean_path(*key));
    Folder& folder = it->second;
    // A folder that failed is tried again.
    if (added || folder.failed) {
        folder = {named.uri, named.name, *std::move(key), ++numbers, of_document, named.failed};
    }
    folder.of_document = folder.of_document && of_document;  // else it has been named by now
}

void WorkspaceFolders::loaded() {
    view_made_ =
        view_made_ || std::any_of(now_.folders.begin(), now_.folders.end(), [](const auto& entry) {
            return !entry.second.failed && !entry.second.of_document;
        });
}

/// Recognises the message of server.addFolders: "failed to load view for <uri>: <error>", one line
/// per folder.
void WorkspaceFolders::message_shown(std::string_view params) {
    constexpr std::string_view kFailed = "failed to load view for ";
    if (params.find(kFailed) == std::string_view::npos) return;
    const json shown = lsp::go_tree(params);
    const json& message = lsp::go_member(shown, "message");
    if (!message.is_string()) return;
    std::string_view text = message.get_ref<const std::string&>();
    bool any = false;
    for (auto at = text.find(kFailed); at != std::string_view::npos; at = text.find(kFailed)) {
        text.remove_prefix(at + kFailed.size());
        any = failed(text) || any;
    }
    if (!any) return;
    now_ = before_;
    for (const Event& event : events_) now_.apply(event);
}

/// Marks the folder as failed in the oldest event that added it, since gopls processes them in
/// order. `text` begins with the folder's URI.
bool WorkspaceFolders::failed(std::string_view text) {
    const auto names = [text](const std::string& uri) {
        return text.starts_with(uri) && text.substr(uri.size()).starts_with(": ");
    };
    for (Event& event : events_) {
        bool any = false;
        for (Named& named : event.added) {
            if (named.failed || !names(named.uri)) continue;
            any = named.failed = true;
        }
        if (any) return true;
    }
    for (auto& [path, folder] : before_.folders) {
        if (!folder.failed && names(folder.uri)) return folder.failed = true;
    }
    return false;
}

std::vector<const WorkspaceFolders::Folder*> WorkspaceFolders::in_order(const Folders& folders) {
    std::vector<const Folder*> list;
    list.reserve(folders.size());
    for (const auto& [path, folder] : folders) list.push_back(&folder);
    std::sort(list.begin(), list.end(),
              [](const Folder* a, const Folder* b) { return a->order < b->order; });
    return list;
}

std::string WorkspaceFolders::message(const std::vector<const Folder*>& removed,
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

std::vector<std::string> WorkspaceFolders::catch_up() const {
    std::vector<std::string> messages;
    const auto missing_in = [](const Folders& all, const Folders& some) {
        std::vector<const Folder*> missing = in_order(some);
        std::erase_if(missing, [&](const Folder* folder) {
            const auto it = all.find(lsp::clean_path(folder->key));
            return it != all.end() && it->second.key == folder->key;
        });
        return missing;
    };
    const auto removed = missing_in(now_.folders, first_);
    const auto added = missing_in(first_, now_.folders);
    // One by one, since gopls stops at the first folder without a view, and then adds none.
    for (const Folder* folder : removed) messages.push_back(message({folder}, {}));
    if (!added.empty()) messages.push_back(message({}, added));
    return messages;
}

std::string WorkspaceFolders::reload() const {
    std::string messages;
    for (const Folder* folder : in_order(now_.folders)) messages += message({folder}, {folder});
    return messages;
}

std::vector<std::string> WorkspaceFolders::restore() const {
    std::vector<std::string> messages;
    const auto folders = in_order(now_.folders);
    for (const Folder* folder : folders) messages.push_back(message({folder}, {}));
    if (!folders.empty()) messages.push_back(message({}, folders));
    return messages;
}

std::string WorkspaceFolders::list() const {
    if (now_.folders.empty()) return "null";
    json items = json::array();
    for (const Folder* folder : in_order(now_.folders)) {
        items.push_back({{"uri", folder->uri}, {"name", folder->name}});
    }
    return lsp::json_text(items);
}

std::vector<std::string> WorkspaceFolders::paths() const {
    std::vector<std::string> paths;
    for (const Folder* folder : in_order(now_.folders)) {
        paths.push_back(lsp::clean_path(folder->key));
    }
    return paths;
}

}  // namespace core
