// What changes on disk underneath gopls, and what the editor tells of it
// (docs/design.md, "Changes on disk").
#include <algorithm>
#include <iterator>
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
/// A look at the disk takes a fraction of a millisecond, unless the disk hangs.
constexpr Duration kLongestLook = 200ms;
/// Of the files that the proxy told of; beyond it is forgotten which they were.
constexpr std::size_t kMostToldOf = 10'000;
constexpr std::string_view kNoMetadata = "no package metadata for file ";

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

/// The file that gopls knows no package of, by the raw message of its error; empty if the error is
/// another.
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

/// Follows what the editor has open and what it tells of the disk.
void Engine::note_for_disk(std::string_view method, std::string_view params) {
    if (!watching()) return;
    const auto file = [&] { return lsp::path_of_uri(document_uri(params)); };
    const bool read_again = method == "textDocument/didChange" || method == "textDocument/didClose";
    if (read_again && !open_on_disk_.empty()) open_on_disk_.told(file(), now_);
    if (method == "textDocument/didOpen") {
        const std::string opened = file();
        open_on_disk_.told(opened, now_);
        watched_.opened(opened);
        // The first document brings its folder to a session that has none (Session::notified).
        if (watched_.workspace().empty()) folders_changed_ = true;
        storm_.saved(now_);
        look_at_go();
    } else if (method == "textDocument/didClose") {
        watched_.closed(file());
    } else if (method == "textDocument/didSave") {
        const std::string saved = file();
        disk_.told(saved, now_);
        open_on_disk_.told(saved, now_);
        storm_.saved(now_);
        look_at_go();
    } else if (method == kWatchedFiles) {
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
        watch_for_editor();
    }
}

/// Whether the proxy is the only one to tell gopls of what changes on disk. An editor that has not
/// announced that it can be asked to watch is never asked by gopls.
void Engine::watch_for_editor() {
    if (!watching() || session_.phase != Session::Phase::kRunning) return;
    watched_.set_go_work(session_.go_work().value_or(settings_.go_work));
    const bool editor_watches =
        session_.client_can("/workspace/didChangeWatchedFiles/dynamicRegistration") &&
        !refused_to_watch_;
    const bool gopls_watches = session_.gopls_watches();
    const bool first = settings_.mode == Mode::kAct && !editor_watches && !gopls_watches;
    watched_.set_idle(!editor_watches && gopls_watches);
    if (first != looks_first_) {
        looks_first_ = first;
        watched_.touch();
        if (first) log(LogLevel::kInfo, "the editor does not watch files: the proxy does");
    }
}

/// What gopls asks the editor to watch is what it depends on.
void Engine::registrations_changed() {
    std::vector<WatchedFolder> registered;
    for (const std::string& options : registrations_.options_of(kWatchedFiles)) {
        for (WatchedFolder& folder : watched_by_registration(options))
            registered.push_back(std::move(folder));
    }
    watched_.set_registered(std::move(registered));
}

/// Once a turn: a thousand folders, or documents, often come at once.
void Engine::watch_folders() {
    if (std::exchange(folders_changed_, false)) watched_.set_workspace(session_.folder_paths());
    if (!watching() || !watched_.take_changed()) return;
    effect::WatchFolders effect{watched_.folders()};
    if (looks_first_) {
        effect.trees = watched_.workspace();
        effect.go_work = watched_.go_work();
    }
    out_.add(std::move(effect));
}

/// True if this message has to wait for a look at the disk: what gopls is asked about, or told to
/// open, it must know as it is now. One look serves all that the editor had written by then, but
/// for the files that they are about. While a look takes too long nothing waits for another.
bool Engine::hold_for_disk(lsp::Frame& frame) {
    if (!look_answered_ || session_.phase != Session::Phase::kRunning) return false;
    const lsp::Envelope envelope = lsp::peek(frame.body);
    const bool opens = envelope.method == "textDocument/didOpen";
    const bool asks = envelope.kind == lsp::Kind::kRequest && envelope.method != "shutdown";
    if (!asks && !opens) return false;
    std::string file;
    if (envelope.method.starts_with("textDocument/")) {
        const std::string_view params = opens ? envelope.params : lsp::member(frame.body, "params");
        file = lsp::path_of_uri(document_uri(params));
        if (watched_.is_open(file)) file.clear();
    }
    if (looked_for_input_ && file.empty()) return false;
    held_.emplace();
    if (frame.owner) {
        held_->frame = std::move(frame);
    } else {
        held_->bytes = frame.bytes;
    }
    look_answered_ = false;
    looked_for_input_ = true;
    out_.add(effect::LookAtDisk{++looks_, std::move(file)});
    alarms_.set(Alarm::kLook, now_ + kLongestLook);
    return true;
}

Effects& Engine::disk_looked(std::uint64_t number, Time now) {
    begin_turn(now);
    if (ended_ || number != looks_) return done();
    look_answered_ = true;
    release_held();
    return done();
}

/// What waited for the disk goes its way, and what came behind it.
void Engine::release_held() {
    alarms_.clear(Alarm::kLook);
    if (!held_) return;
    input_waits_ = false;
    if (!look_answered_) {
        log(LogLevel::kWarning, "the disk is slow, or files keep changing: not waited for");
    }
    HeldForDisk held = *std::exchange(held_, std::nullopt);
    if (!held.frame.owner) {
        held.frame.bytes = out_.kept(held.bytes);
        held.frame.body = lsp::body_of(held.frame.bytes);
    }
    editor_frame(held.frame);
    editor_frames();
}

/// For an editor that does not watch files: there is nobody to wait for.
void Engine::tell_at_once(std::vector<DiskChange> changes) {
    const std::string message = watched_files_message(changes);
    bool told = false;
    // One that has not begun will see the disk as it is.
    for (Server* server : {active_.get(), standby_.get()}) {
        if (!server || !server->takes_messages()) continue;
        tell(*server, kWatchedFiles, message);
        told = true;
    }
    if (told) log(LogLevel::kInfo, "told gopls what changed on disk: " + names_of(changes));
    if (told_of_.size() + changes.size() > kMostToldOf) told_of_.clear();
    for (DiskChange& change : changes) {
        storm_.changed(change.path, now_);
        if (change.change == FileChange::kCreated) storm_.saved(now_);  // by an agent, say
        if (change.change == FileChange::kDeleted) {
            told_of_.erase(change.path);
            asked_early_.erase(change.path);
        } else if (told_of_.size() < kMostToldOf) {
            told_of_[std::move(change.path)] = order_;
        }
    }
}

/// A new file that gopls was asked about before it was told of it belongs to no package for good;
/// only new views cure that. Once for each time: a file may belong to none indeed, as one for
/// another system. A question about an older text is not asked again, as at a switch.
bool Engine::ask_again_after_reload(Server& server, Pending& pending, std::string_view body) {
    if (!pending.pure_read || pending.frame.empty() || pending.reissued || pending.cancelled ||
        pending_.is_partly_answered(pending)) {
        return false;
    }
    const std::string path =
        file_without_package(lsp::member(lsp::member(body, "error"), "message"));
    if (path.empty()) return false;
    const auto told = told_of_.find(path);
    if (told == told_of_.end()) {
        if (asked_early_.size() >= kMostToldOf) asked_early_.clear();
        asked_early_.insert(path);
        return false;
    }
    const bool asked_first = told->second >= pending.order || asked_early_.erase(path) > 0;
    if (!asked_first) return false;
    log(LogLevel::kInfo, "gopls has no package of the new file " + path + ": loading anew");
    reload_views(server);
    if (fail_if_outdated(pending)) {
        take_over_when_due();
        return true;
    }
    pending.reissued = true;
    mute_progress_of(pending);
    deliver(server, pending, out_.kept(pending.frame));
    return true;
}

void Engine::look_at_go() {
    if (now_ < next_look_at_go_) return;
    next_look_at_go_ = now_ + kBetweenLooksAtGo;
    out_.add(effect::LookAtGo{});
}

Effects& Engine::disk_changed(const std::vector<DiskChange>& changes, Time now) {
    begin_turn(now);
    if (ended_ || session_.phase != Session::Phase::kRunning) return done();
    // An open document is what the editor says it is; go.mod is read by the go command too.
    std::vector<DiskChange> of_disk;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(of_disk), [&](const auto& c) {
        return !watched_.is_open(c.path) || is_module_file(c.path);
    });
    for (const DiskChange& change : changes) {
        if (watched_.is_open(change.path)) open_on_disk_.seen(change, now);
    }
    if (const auto due = open_on_disk_.due(settings_.stale_window))
        alarms_.set_earlier(Alarm::kStale, *due);
    if (looks_first_) {
        if (!of_disk.empty()) tell_at_once(std::move(of_disk));
        return done();
    }
    for (const DiskChange& change : of_disk) disk_.seen(change, now);
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
    for (const DiskChange& change : open_on_disk_.take_due(settings_.stale_window, now_)) {
        log(LogLevel::kInfo,
            change.path +
                " changed on disk, and the editor, which has it open, has not read it "
                "again: gopls goes by the editor's text");
    }
    if (const auto due = open_on_disk_.due(settings_.stale_window))
        alarms_.set_earlier(Alarm::kStale, *due);
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
