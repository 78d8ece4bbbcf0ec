// What the proxy itself says, to the editor and of slow requests to the log, and
// what it makes up for after a switch. It never depends on the editor answering.
#include <algorithm>
#include <array>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Thousands may become slow one after another: they are looked through together.
constexpr Duration kBetweenSlowReports = 50ms;
constexpr std::size_t kMaxSlowLines = 20;

std::string create_params(std::string_view raw_token) {
    return R"({"token":)" + std::string(raw_token) + "}";
}

std::string end_message(std::string_view raw_token, const std::string& message) {
    return Progress::message(raw_token, R"({"kind":"end","message":)" + lsp::quoted(message) + "}");
}

Progress::What kind_of(std::string_view frame) {
    return Progress::look(lsp::member(lsp::body_of(frame), "params")).first;
}

/// Of a request, raw.
std::string_view work_done_token(const Pending& pending) {
    if (pending.frame.empty()) return {};
    return lsp::member(lsp::member(lsp::body_of(pending.frame), "params"), "workDoneToken");
}

constexpr std::string_view kOwnProgress = "\"gopls-proxy/progress/";

}  // namespace

lsp::RequestId Engine::ask_editor(std::string_view method, std::string_view params,
                                  std::string note) {
    const lsp::RequestId id = asked_.new_id();
    asked_.add(id, Asked{.generation = 0,
                         .server_id = {},
                         .method = std::string(method),
                         .params = std::move(note),
                         .since = now_});
    out_.send_to_editor(lsp::request(id.raw(), method, params));
    return id;
}

/// The editor has created a token, or will not, for which progress is waiting.
void Engine::progress_created(const std::string& token, bool is_error) {
    auto node = opening_progress_.extract(token);
    if (node.empty()) return;  // over before it began
    if (is_error) {
        const auto& held = node.mapped();
        const bool over = !held.empty() && kind_of(held.back()) == Progress::What::kEnd;
        if (!over) refused_progress_.insert(token);
        return;
    }
    for (std::string& message : node.mapped()) out_.send_to_editor(std::move(message));
}

/// A token that the editor is still creating, or refused to: its progress waits, or is dropped.
bool Engine::hold_progress(std::string_view params, std::string_view frame) {
    if (opening_progress_.empty() && refused_progress_.empty()) return false;
    const auto [what, token] = Progress::look(params);
    if (const auto it = opening_progress_.find(token); it != opening_progress_.end()) {
        if (what != Progress::What::kReport) it->second.emplace_back(frame);
        return true;
    }
    const auto refused = refused_progress_.find(token);
    if (refused == refused_progress_.end()) return false;
    if (what == Progress::What::kEnd) refused_progress_.erase(refused);
    return true;
}

void Engine::begin_own_progress(const std::string& message) {
    if (session_.phase != Session::Phase::kRunning || !own_progress_.empty()) return;
    if (!session_.client_can("/window/workDoneProgress")) return;
    own_progress_ = std::string(kOwnProgress) + std::to_string(++own_ids_) + "\"";
    opening_progress_[own_progress_] = {Progress::message(
        own_progress_,
        R"({"kind":"begin","title":"gopls-proxy","message":)" + lsp::quoted(message) + "}")};
    ask_editor("window/workDoneProgress/create", create_params(own_progress_), own_progress_);
}

void Engine::end_own_progress(const std::string& message) {
    if (own_progress_.empty()) return;
    const std::string token = std::exchange(own_progress_, {});
    const bool shown = opening_progress_.erase(token) == 0 && refused_progress_.erase(token) == 0;
    if (shown) out_.send_to_editor(end_message(token, message));
}

void Engine::end_progress_of(Server& server) {
    const Progress progress = std::exchange(server.voice.progress, {});
    for (const auto& [token, begin] : progress.open()) {
        if (progress.is_unseen(token) || refused_progress_.erase(token) ||
            opening_progress_.erase(token)) {
            continue;
        }
        out_.send_to_editor(end_message(token, "gopls was replaced"));
    }
    // What has begun and ended while the editor was still creating its token is of no interest now.
    std::erase_if(opening_progress_,
                  [this](const auto& held) { return held.first != own_progress_; });
}

/// A request that is asked again would begin anew what has begun, and ended, under its token.
void Engine::mute_progress_of(const Pending& pending) {
    const std::string_view token = work_done_token(pending);
    if (!token.empty()) refused_progress_.emplace(token);
}

/// It is answered, by `server` or by the proxy.
void Engine::unmute_progress_of(const Pending& pending, const Server* server) {
    if (refused_progress_.empty()) return;
    const std::string_view token = work_done_token(pending);
    if (server && server->voice.progress.is_open(token)) return;  // until that ends
    refused_progress_.erase(std::string(token));
}

/// Asks the editor to create a token that the server has created behind its gate. What is said of
/// it waits until the editor has.
void Engine::show_progress(Server& server, const std::string& token, std::string begin) {
    server.voice.progress.shown(token);
    if (!session_.client_can("/window/workDoneProgress")) {
        refused_progress_.insert(token);
        return;
    }
    opening_progress_[token] = {std::move(begin)};
    ask_editor("window/workDoneProgress/create", create_params(token), token);
}

void Engine::reopen_progress_of(Server& server) {
    for (const auto& [token, begin] : server.voice.progress.open()) {
        if (!server.voice.progress.is_unseen(token)) continue;
        show_progress(server, token, lsp::notification("$/progress", begin));
    }
}

/// Not the proxy's own, nor that of a server that is gone, of which gopls knows nothing.
bool Engine::may_cancel_progress(std::string_view token) const {
    if (token.starts_with(kOwnProgress)) return false;
    return !active_ || active_->generation == 1 || active_->voice.progress.is_open(token);
}

void Engine::deliver_held_diagnostics(Server& server) {
    for (const auto& [uri, frame] : server.voice.held.frames()) {
        shown_diagnostics_.published(server.generation, lsp::member(lsp::body_of(frame), "params"));
        out_.send_to_editor(frame);
    }
    server.voice.held = {};
}

/// The new server has gone quiet: what only an older one had reported is gone.
void Engine::clear_stale_diagnostics() {
    if (!active_) return;
    if (active_->queue.head() || active_->aftermath.new_view_comes()) {
        return alarms_.set(Alarm::kSettle, now_ + kSettled);
    }
    for (const std::string& uri : shown_diagnostics_.take_older_than(active_->generation)) {
        out_.send_to_editor(ShownDiagnostics::clearing(uri));
    }
}

/// gopls itself never asks for a refresh (docs/gopls-facts.md, "Protocol").
void Engine::refresh_editor() {
    static constexpr std::array<std::pair<const char*, const char*>, 5> kRefreshes{{
        {"/workspace/semanticTokens/refreshSupport", "workspace/semanticTokens/refresh"},
        {"/workspace/inlayHint/refreshSupport", "workspace/inlayHint/refresh"},
        {"/workspace/codeLens/refreshSupport", "workspace/codeLens/refresh"},
        {"/workspace/diagnostics/refreshSupport", "workspace/diagnostic/refresh"},
        {"/workspace/foldingRange/refreshSupport", "workspace/foldingRange/refresh"},
    }};
    for (const auto& [capability, method] : kRefreshes) {
        if (session_.client_can(capability)) ask_editor(method, {}, {});
    }
}

void Engine::tell_in_editor_log(const std::string& text) {
    log(LogLevel::kInfo, text);
    if (session_.phase < Session::Phase::kInitialized) return;
    out_.send_to_editor(
        lsp::notification("window/logMessage",
                          R"({"type":2,"message":)" + lsp::quoted("gopls-proxy: " + text) + "}"));
}

/// For what a person has to do or know; everything else goes to the editor's log.
void Engine::show_message(const std::string& text) {
    log(LogLevel::kWarning, text);
    // Allowed while `initialize` is open, not before (LSP 3.17, "Initialize Request").
    if (session_.phase == Session::Phase::kNew) return;
    out_.send_to_editor(
        lsp::notification("window/showMessage",
                          R"({"type":2,"message":)" + lsp::quoted("gopls-proxy: " + text) + "}"));
}

void Engine::show_notices() {
    if (settings_.notices.empty()) return;
    std::string left_out;
    for (const std::string& notice : settings_.notices) {
        left_out += (left_out.empty() ? "" : "; ") + notice;
    }
    show_message("left out of its settings: " + left_out);
}

/// A line for the log that belongs into the story of the incident at hand as well.
void Engine::note(LogLevel level, std::string text) {
    if (incident_open()) {
        incident_->happened(now_, text);
        incident_changed_ = true;
    }
    log(level, std::move(text));
}

void Engine::open_incident(const Verdict& verdict, const Server& server) {
    if (incident_open()) {
        incident_changed_ = true;
        return incident_->happened(now_, sentence(verdict));
    }
    Incident::Scene scene;
    scene.processes = &server.activity.snapshot();
    for (const Pending* pending : pending_.in_order()) scene.waiting.push_back(pending);
    scene.open_documents = documents_.all().size();
    scene.messages = recent_.json_lines(now_);
    const int number = incident_ ? incident_->number() + 1 : 1;
    incident_.emplace(number, server.generation, verdict, std::move(scene), now_);
    out_.add(incident_->effect());  // before anything is ended in this turn
}

void Engine::remedy_tried(std::string_view remedy) {
    if (!incident_open()) return;
    incident_->tried(now_, remedy);
    incident_changed_ = true;
}

/// Somebody who waited through the stall has an answer.
void Engine::incident_answered() {
    if (incident_ && incident_->answered(now_)) incident_changed_ = true;
}

void Engine::close_incident(std::string_view outcome) {
    if (!incident_open()) return;
    incident_->ended(now_, outcome);
    incident_changed_ = true;
}

void Engine::report_slow() {
    Time next = Time::max();
    std::size_t found = 0;
    for (auto& [id, pending] : pending_) {
        if (pending.slow_at > now_) {
            next = std::min(next, pending.slow_at);
            continue;
        }
        pending.slow_at = Time::max();
        ++pending.method->metrics->slow;
        if (++found > kMaxSlowLines) continue;
        std::string line = "slow: " + std::string(pending.method->name) + " id=" + id.raw() +
                           " has waited for " + human(now_ - pending.received);
        if (const auto head = active_ ? active_->queue.head() : std::nullopt) {
            line += "; gopls is at " + std::string(head->method) + " (" +
                    active_->activity.last_work() + ")";
        }
        log(LogLevel::kWarning, std::move(line));
    }
    if (found > kMaxSlowLines) {
        log(LogLevel::kWarning, "slow: " + std::to_string(found - kMaxSlowLines) + " more");
    }
    if (next == Time::max()) return;
    alarms_.set_earlier(Alarm::kSlow, std::max(next, now_ + kBetweenSlowReports));
}

}  // namespace core
