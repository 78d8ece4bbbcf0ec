// The aftermath of a remedy at gopls and in the editor: watched to its end, cured, held back.
#include <algorithm>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

bool leaves_something(std::optional<RemedyKind> remedy) {
    return remedy != RemedyKind::kTell && remedy != RemedyKind::kDropStandby;
}

}  // namespace

/// `remedy` is empty if the server took over.
void Engine::watch_aftermath(Server& server, std::optional<RemedyKind> remedy) {
    if (!leaves_something(remedy)) return;
    server.aftermath.began(remedy, turn_.now + settings_.stall.aftermath());
    turn_.alarms.set_earlier(Alarm::kLeftOver, server.aftermath.until());
}

void Engine::aftermath_due() {
    const Duration length = settings_.stall.aftermath();
    for (Server* server : pool_.both()) {
        if (!server || !server->aftermath.open()) continue;
        const auto head = server->queue.head();
        const bool is_idle = !head && !server->queue.lone_notification();
        const bool still_at_it = server->episode || server->aftermath.awaits_reload() ||
                                 (head && turn_.now - head->since >= length) ||
                                 (server->aftermath.reloads() && !is_idle) ||
                                 (server == pool_.active() && turn_.alarms.is_set(Alarm::kSettle) &&
                                  !server->aftermath.new_view_comes());
        if (server->aftermath.until() <= turn_.now && still_at_it) {
            server->aftermath.goes_on(turn_.now + length);
        } else if (server->aftermath.until() <= turn_.now) {
            const std::size_t dropped = server->aftermath.end();
            log({LogLevel::kInfo,
                 Event::kAftermathOver,
                 {{"generation", server->generation}, {"dropped", dropped}}});
            if (server == pool_.active() && !turn_.alarms.is_set(Alarm::kCure)) cured();
            pass_on_late(*server);
            continue;
        }
        turn_.alarms.set_earlier(Alarm::kLeftOver, server->aftermath.until());
    }
}

/// Schedules a reload, since a load that was ended leaves its error at gopls for good. An immediate
/// reload would only wait for the same command again, so each one comes later than the one before.
/// Until the first one gopls's reports are held back.
void Engine::plan_cure(Server& server) {
    constexpr Duration kLongestPause = 10min;
    const Duration pause = settings_.stall.aftermath() * (1 << std::min(cures_, 6));
    if (cures_ == 0) server.aftermath.reload_planned();
    turn_.alarms.set(Alarm::kCure, turn_.now + std::min(pause, kLongestPause));
}

void Engine::cure_due() {
    const bool runs = session_.phase == Session::Phase::kRunning;
    if (!runs || !pool_.active()) return;
    // Not while it would disturb anyone. A standby may still be dropped, and then the reload is
    // still due.
    const bool later = pool_.standby() || replacements_.planned() || !acting();
    if (later || pool_.active()->episode || pool_.active()->queue.awaited()) {
        return turn_.alarms.set(Alarm::kCure, turn_.now + settings_.stall.sample_interval);
    }
    ++cures_;
    log({LogLevel::kInfo,
         Event::kReload,
         {},
         "nothing was loaded since a command was interrupted"});
    reload_views(*pool_.active());
    watch_aftermath(*pool_.active(), RemedyKind::kReloadView);
}

void Engine::cured() {
    cures_ = 0;
    turn_.alarms.clear(Alarm::kCure);
}

/// Reports to the server a change on disk of an open document, which did not change. gopls then
/// cancels the diagnosis of the views that a reload has removed, which would later show their
/// error, and diagnoses the new ones (gopls v0.23.0, `server.needsDiagnosis`;
/// `didChangeWorkspaceFolders` does neither). Editors send the same after each save.
void Engine::diagnose_again(Server& server) {
    const auto is_open_go = [&](const std::string& key) {
        return key.ends_with(".go") && !documents_.find(key)->withheld;
    };
    const std::vector<std::string> order = replay_order();
    const auto key = std::find_if(order.begin(), order.end(), is_open_go);
    if (key == order.end()) return;  // gopls shows no error of a load while nothing is open
    tell(server, "workspace/didChangeWatchedFiles",
         lsp::notification("workspace/didChangeWatchedFiles",
                           R"({"changes":[{"uri":)" + lsp::quoted(documents_.find(*key)->uri) +
                               R"(,"type":2}]})"));
}

/// Forwards messages that were held back and turned out to be real.
void Engine::pass_on_late(Server& server) {
    for (std::string& frame : server.aftermath.take_real()) {
        const std::string_view body = lsp::body_of(frame);
        const lsp::Envelope envelope = lsp::peek(body);
        const std::string_view params = lsp::member(body, "params");
        if (!server.gate_open) {
            hold_behind_gate(envelope, body, frame, server.gated);
            continue;
        }
        if (envelope.method == "$/progress"_method) {
            if (holds_progress(server, params, frame)) continue;
        } else if (envelope.method == "textDocument/publishDiagnostics"_method) {
            view_.diagnostics.published(server.generation, params);
        }
        turn_.out.send_to_editor(std::move(frame));
    }
}

}  // namespace core
