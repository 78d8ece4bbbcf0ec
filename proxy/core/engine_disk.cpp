// What changes on disk underneath gopls, and what the editor tells of it (design, section 4, stale
// view).
#include <nlohmann/json.hpp>
#include <utility>

#include "core/engine.hpp"
#include "lsp/go_json.hpp"
#include "lsp/message.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

/// A go command that is looked at each time something is saved would be looked at too often.
constexpr Duration kBetweenLooksAtGo = 10s;
/// For an upgrade to be over.
constexpr Duration kUpgrade = 5s;
constexpr std::size_t kNamedFiles = 3;

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

/// What a raw JSON string stands for; empty if it is none.
std::string text_of(std::string_view raw) {
    std::string text;
    lsp::GoReader(raw).string(text);
    return text;
}

}  // namespace

/// Follows what the editor has open and what it tells of the disk.
void Engine::note_for_disk(std::string_view method, std::string_view params) {
    if (!watching()) return;
    if (method == "textDocument/didOpen") {
        watched_.opened(lsp::path_of_uri(document_uri(params)));
        storm_.saved(now_);
        look_at_go();
    } else if (method == "textDocument/didClose") {
        watched_.closed(lsp::path_of_uri(document_uri(params)));
    } else if (method == "textDocument/didSave") {
        disk_.told(lsp::path_of_uri(document_uri(params)), now_);
        storm_.saved(now_);
        look_at_go();
    } else if (method == "workspace/didChangeWatchedFiles") {
        // After a checkout these are thousands: no tree is built of them.
        for (const std::string_view change : lsp::elements(lsp::member(params, "changes"))) {
            const std::string uri = text_of(lsp::member(change, "uri"));
            if (uri.empty()) continue;
            const std::string path = lsp::path_of_uri(uri);
            disk_.told(path, now_);
            storm_.changed(path, now_);
        }
    } else if (method == "workspace/didChangeWorkspaceFolders" || method == "initialized") {
        folders_changed_ = true;
    }
}

/// Once a turn: a thousand folders, or documents, often come at once.
void Engine::watch_folders() {
    if (std::exchange(folders_changed_, false)) watched_.set_workspace(session_.folder_paths());
    if (watched_.take_changed()) out_.add(effect::WatchFolders{watched_.folders()});
}

void Engine::look_at_go() {
    if (now_ < next_look_at_go_) return;
    next_look_at_go_ = now_ + kBetweenLooksAtGo;
    out_.add(effect::LookAtGo{});
}

Effects& Engine::disk_changed(const std::vector<DiskChange>& changes, Time now) {
    begin_turn(now);
    if (ended_ || session_.phase != Session::Phase::kRunning) return done();
    for (const DiskChange& change : changes) {
        // An open document is what the editor says it is; go.mod is read by the go command too.
        if (!watched_.is_open(change.path) || is_module_file(change.path)) disk_.seen(change, now);
    }
    if (const auto due = disk_.due(settings_.stale_window))
        alarms_.set_earlier(Alarm::kStale, *due);
    return done();
}

Effects& Engine::go_seen(const std::string& path, const std::string& identity, Time now) {
    begin_turn(now);
    if (ended_) return done();
    switch (go_.seen(identity)) {
        case GoOnDisk::Seen::kSame:
            break;
        case GoOnDisk::Seen::kLookAgain:
            alarms_.set(Alarm::kLookAtGo, now + kUpgrade);
            break;
        case GoOnDisk::Seen::kReplaced: {
            Verdict verdict{VerdictKind::kStaleView, {}};
            verdict.evidence.detail = "the go command " + path + " was replaced";
            verdict.evidence.go_replaced = true;
            if (session_.phase == Session::Phase::kRunning) act_at_once(verdict);
        }
    }
    return done();
}

/// The editor has had its time to tell.
void Engine::tell_of_disk() {
    Verdict verdict{VerdictKind::kStaleView, {}};
    Evidence& evidence = verdict.evidence;
    evidence.changed_files = disk_.take_due(settings_.stale_window, now_);
    if (!evidence.changed_files.empty()) {
        for (const DiskChange& change : evidence.changed_files) storm_.changed(change.path, now_);
        evidence.detail =
            names_of(evidence.changed_files) + " changed on disk, and the editor has not said so";
        act_at_once(verdict);
    }
    if (const auto due = disk_.due(settings_.stale_window))
        alarms_.set_earlier(Alarm::kStale, *due);
}

}  // namespace core
