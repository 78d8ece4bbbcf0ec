#include "core/workspace/workspace_monitor.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/mirror/documents.hpp"
#include "core/mirror/session.hpp"
#include "core/workspace/server_log.hpp"
#include "lsp/envelope.hpp"
#include "lsp/go_json.hpp"
#include "lsp/message.hpp"
#include "lsp/methods.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

using lsp::operator""_method;

/// The go command is not checked at every save, but at most this often.
constexpr Duration kBetweenLooksAtGo = 10s;
/// Time for an upgrade to complete.
constexpr Duration kUpgrade = 5s;
constexpr std::size_t kNamedFiles = 3;
/// Limit on the files that the proxy remembers having reported. Beyond it they are forgotten.
constexpr std::size_t kMostToldOf = 10'000;
constexpr std::string_view kNoMetadata = "no package metadata for file ";
/// Returns the value of a raw JSON string. Empty if it is not a string.
std::string text_of(std::string_view raw) {
    std::string text;
    lsp::GoReader(raw).string(text);
    return text;
}

/// Returns the file for which gopls has no package, from the raw message of its error. Empty for
/// any other error.
std::string file_without_package(std::string_view raw_message) {
    const std::string message = text_of(raw_message);
    const auto at = message.find(kNoMetadata);
    if (at == std::string::npos) return {};
    std::string_view uri = std::string_view(message).substr(at + kNoMetadata.size());
    uri = uri.substr(0, uri.find_first_of(" \t\r\n\"'`"));
    if (uri.ends_with(':')) uri.remove_suffix(1);
    return lsp::path_of_uri(uri);
}

}  // namespace

std::string names_of(const std::vector<DiskChange>& changes) {
    std::string names;
    for (std::size_t i = 0; i < changes.size() && i < kNamedFiles; ++i) {
        names += (names.empty() ? "" : ", ") + changes[i].path;
    }
    if (changes.size() > kNamedFiles) {
        names += " and " + std::to_string(changes.size() - kNamedFiles) + " more";
    }
    return names;
}

void WorkspaceMonitor::editor_notified(lsp::MethodName method, std::string_view params,
                                       Turn& turn) {
    if (!turn.watching()) return;
    const auto file = [&] { return lsp::path_of_uri(document_uri(params)); };
    switch (method.id()) {
        case "textDocument/didOpen"_method: {
            const std::string opened = file();
            open_on_disk_.told(opened, turn.now);
            watched_.opened(opened);
            // In a session without folders the first document adds its own (Session::notified).
            if (watched_.workspace().empty()) folders_changed_ = true;
            storm_.saved(turn.now);
            return look_at_go(turn);
        }
        case "textDocument/didChange"_method:
            if (!open_on_disk_.empty()) open_on_disk_.told(file(), turn.now);
            return;
        case "textDocument/didClose"_method: {
            const std::string closed = file();
            open_on_disk_.told(closed, turn.now);
            return watched_.closed(closed);
        }
        case "textDocument/didSave"_method: {
            const std::string saved = file();
            disk_.told(saved, turn.now);
            open_on_disk_.told(saved, turn.now);
            storm_.saved(turn.now);
            return look_at_go(turn);
        }
        case "workspace/didChangeWatchedFiles"_method:
            return files_changed(params, turn);
        case "workspace/didChangeWorkspaceFolders"_method:
        case "initialized"_method:
            folders_changed_ = true;
            return decide_who_watches(turn);
        default:
            return;
    }
}

/// There are thousands of changes after a checkout, so no JSON tree is built.
void WorkspaceMonitor::files_changed(std::string_view params, Turn& turn) {
    for (const std::string_view change : lsp::elements(lsp::member(params, "changes"))) {
        const std::string uri = text_of(lsp::member(change, "uri"));
        if (uri.empty()) continue;
        const std::string path = lsp::path_of_uri(uri);
        disk_.told(path, turn.now);
        storm_.changed(path, turn.now);
    }
}

void WorkspaceMonitor::watching_answered(bool refused, Turn& turn) {
    editor_refused_ = refused;
    decide_who_watches(turn);
}

/// gopls never asks an editor to watch that has not announced support for such requests.
void WorkspaceMonitor::decide_who_watches(Turn& turn) {
    const Session& session = turn.session;
    if (!turn.watching() || session.phase != Session::Phase::kRunning) return;
    watched_.set_go_work(session.configuration.go_work().value_or(turn.settings.go_work));
    const bool editor_watches =
        session.client_can("/workspace/didChangeWatchedFiles/dynamicRegistration") &&
        !editor_refused_;
    const bool gopls_watches = session.configuration.gopls_watches();
    const bool first = turn.mode == Mode::kAct && !editor_watches && !gopls_watches;
    watched_.set_idle(!editor_watches && gopls_watches);
    if (first != looks_first_) {
        looks_first_ = first;
        watched_.touch();
        if (first) {
            turn.log({LogLevel::kInfo,
                      Event::kWatching,
                      {},
                      "the proxy watches the files, since the editor does not"});
        }
    }
}

void WorkspaceMonitor::registrations_changed(const EditorRegistrations& registrations) {
    std::vector<WatchedFolder> registered;
    for (const std::string& options : registrations.options_of(kWatchedFiles)) {
        for (WatchedFolder& folder : watched_by_registration(options))
            registered.push_back(std::move(folder));
    }
    watched_.set_registered(std::move(registered));
}

void WorkspaceMonitor::hand_out_folders(Turn& turn) {
    if (std::exchange(folders_changed_, false)) {
        watched_.set_workspace(turn.session.folders.paths());
    }
    if (!turn.watching() || !watched_.take_changed()) return;
    effect::WatchFolders effect{watched_.folders()};
    if (looks_first_) {
        effect.trees = watched_.workspace();
        effect.go_work = watched_.go_work();
    }
    turn.out.add(std::move(effect));
}

std::vector<DiskChange> WorkspaceMonitor::changed(const std::vector<DiskChange>& changes,
                                                  Turn& turn) {
    // The editor decides the text of an open document, but the go command also reads go.mod from
    // disk.
    std::vector<DiskChange> of_disk;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(of_disk), [&](const auto& c) {
        return !watched_.is_open(c.path) || is_module_file(c.path);
    });
    for (const DiskChange& change : changes) {
        if (watched_.is_open(change.path)) open_on_disk_.seen(change, turn.now);
    }
    if (!looks_first_) {
        for (const DiskChange& change : of_disk) disk_.seen(change, turn.now);
        of_disk.clear();
    }
    wait_for_editor(turn);
    return of_disk;
}

void WorkspaceMonitor::wait_for_editor(Turn& turn) {
    for (const DiskChanges* waiting : {&open_on_disk_, &disk_}) {
        if (const auto due = waiting->due(turn.settings.stale_window)) {
            turn.alarms.set_earlier(Alarm::kStale, *due);
        }
    }
}

void WorkspaceMonitor::told_gopls(std::vector<DiskChange> changes, std::uint64_t order,
                                  const Turn& turn) {
    if (told_of_.size() + changes.size() > kMostToldOf) told_of_.clear();
    for (DiskChange& change : changes) {
        storm_.changed(change.path, turn.now);
        if (change.change == FileChange::kCreated) storm_.saved(turn.now);  // by an agent, say
        if (change.change == FileChange::kDeleted) {
            told_of_.erase(change.path);
            asked_early_.erase(change.path);
        } else if (told_of_.size() < kMostToldOf) {
            told_of_[std::move(change.path)] = order;
        }
    }
}

std::optional<Verdict> WorkspaceMonitor::take_stale(Turn& turn) {
    const Duration window = turn.settings.stale_window;
    for (const DiskChange& change : open_on_disk_.take_due(window, turn.now)) {
        turn.log({LogLevel::kInfo,
                  Event::kUnreadChange,
                  {{"path", change.path}},
                  "this file changed on disk, and the editor, which has it open, has not reloaded "
                  "it: gopls uses the editor's text"});
    }
    std::vector<DiskChange> changed = disk_.take_due(window, turn.now);
    wait_for_editor(turn);
    if (changed.empty()) return {};
    for (const DiskChange& change : changed) storm_.changed(change.path, turn.now);
    std::string detail = names_of(changed) + " changed on disk, and the editor has not reported it";
    return Verdict{verdict::StaleView{std::move(detail), std::move(changed)}};
}

std::string WorkspaceMonitor::new_file_without_package(const Pending& pending,
                                                       std::string_view error_reply) {
    std::string path =
        file_without_package(lsp::member(lsp::member(error_reply, "error"), "message"));
    if (path.empty()) return {};
    const auto told = told_of_.find(path);
    if (told == told_of_.end()) {
        if (asked_early_.size() >= kMostToldOf) asked_early_.clear();
        asked_early_.insert(std::move(path));
        return {};
    }
    const bool asked_first = told->second >= pending.order || asked_early_.erase(path) > 0;
    return asked_first ? path : std::string();
}

void WorkspaceMonitor::look_at_go(Turn& turn) {
    if (turn.now < next_look_at_go_) return;
    next_look_at_go_ = turn.now + kBetweenLooksAtGo;
    turn.out.add(effect::LookAtGo{});
}

std::optional<Verdict> WorkspaceMonitor::go_seen(const std::string& path,
                                                 const std::string& identity, Turn& turn) {
    const GoOnDisk::Seen seen = go_.seen(identity);
    if (seen == GoOnDisk::Seen::kLookAgain) {
        turn.alarms.set(Alarm::kLookAtGo, turn.now + kUpgrade);
    }
    if (seen != GoOnDisk::Seen::kReplaced) return {};
    return Verdict{verdict::StaleView{"the go command " + path + " was replaced", {}}};
}

WorkspaceMonitor::LogFindings WorkspaceMonitor::server_logged(std::string_view params,
                                                              const Turn& turn) {
    LogFindings findings;
    const auto parsed = nlohmann::json::parse(params, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("message")) return findings;
    const auto& text = parsed.at("message");
    if (!text.is_string()) return findings;
    const std::string message = text.get<std::string>();
    if (std::string cache = go_cache_in(message); !cache.empty()) go_cache_ = std::move(cache);
    if (tells_of_load(message)) {
        if (std::string storm = storm_.loaded(turn.now); !storm.empty()) {
            findings.storm = Verdict{verdict::ReloadStorm{std::move(storm)}};
        }
    }
    if (!parsed.contains("type") || parsed.at("type") != lsp::MessageType::kError) return findings;
    if (std::string fault = build_cache_fault(message, go_cache_); !fault.empty()) {
        findings.build_cache_fault = Verdict{verdict::BuildCacheFault{std::move(fault)}};
    }
    return findings;
}

}  // namespace core
