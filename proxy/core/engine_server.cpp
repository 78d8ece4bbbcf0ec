// Messages of a server: those that reach the editor, and those that the gate answers.
#include <algorithm>
#include <optional>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

std::optional<int> error_code_of(const lsp::Envelope& envelope, std::string_view body) {
    return envelope.is_error ? lsp::error_code(body) : std::nullopt;
}

}  // namespace

void Engine::from_server(Server& server, lsp::Frame& frame) {
    const lsp::Envelope envelope = lsp::peek(frame.body);
    journal_.message(server.generation, envelope, frame.bytes.size(), turn_);
    switch (envelope.kind) {
        case lsp::Kind::kResponse:
            return server_response(server, envelope, frame);
        case lsp::Kind::kRequest:
            return server_request(server, envelope, frame);
        case lsp::Kind::kNotification:
            return server_notification(server, envelope, frame);
        case lsp::Kind::kBatch:
        case lsp::Kind::kOpaque:
            ++turn_.metrics.counters.opaque_messages;
            if (server.gate_open) turn_.relay(frame);
    }
}

void Engine::server_response(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    const lsp::RequestId id = lsp::RequestId::from_raw(envelope.id);
    if (server.phase == Server::Phase::kInitializing && id == server.initialize_id) {
        return initialize_answered(server, envelope, frame);
    }
    Pending* pending = requests_.find(id);
    // A request that runs aside is not in the queue, and the search would go through all of it.
    const bool aside = pending && pending->aside;
    const auto began = aside ? std::nullopt : server.queue.answered(id, turn_.now);
    if (began) {
        queue_moved(server);
        if (server.queue.passed_notification()) watchdog_.may_load(turn_);
    } else if (server.queue.answered_aside(id)) {
        aside_answered(server);
    }
    if (id == server.load_probe) return load_ended(server);
    if (id == server.probe) {
        server.probe = {};
        return probe_soon(server);
    }
    if (!pending || pending->generation != server.generation) {
        if (is_own(id)) return switched_on(server, id, envelope.is_error);
        // A second reply, or a reply to a message that was not understood.
        ++turn_.metrics.counters.surplus_replies;
        if (unaccounted_replies_ > 0 && server.gate_open) {
            --unaccounted_replies_;
            return turn_.relay(frame);
        }
        return log({LogLevel::kWarning,
                    Event::kSurplusReply,
                    {{"id", id.raw()}},
                    "dropped a reply to no open request"});
    }
    if (envelope.is_error &&
        (ask_again_with_views(server, *pending, frame.body) ||
         (workspace_.looks_first() && ask_again_after_reload(server, *pending, frame.body)))) {
        return;
    }
    const Outcome outcome = pending->cancelled  ? Outcome::kCancelled
                            : envelope.is_error ? Outcome::kError
                            : pending->reissued ? Outcome::kReissued
                                                : Outcome::kOk;
    if (!server.answered_request) {
        server.answered_request = true;
        // A person who asks later does not wait for the start.
        const auto loaded = server.start_times.loaded;
        if (!loaded || pending->received < server.spawned + *loaded) {
            server.start_times.first_answer = turn_.now - server.spawned;
        }
        log({LogLevel::kInfo,
             Event::kFirstAnswer,
             {{"generation", server.generation},
              {"method", pending->method->name},
              {"after", turn_.now - server.spawned}}});
    }
    if (!pending->toggle.empty() && !envelope.is_error) toggled(server, *pending);
    if (pending->reissued) {
        journal_.answered(turn_);
        log({LogLevel::kInfo,
             Event::kAnsweredAgain,
             {{"method", pending->method->name},
              {"id", id.raw()},
              {"trace", to_text(TraceId{turn_.session_id, pending->order})},
              {"after", turn_.now - pending->received}}});
    }
    if (pending->reissued) view_.progress.unmute(*pending, &server.gated.progress);
    requests_.forward_reply(*pending, frame, {outcome, error_code_of(envelope, frame.body)},
                            began.value_or(pending->received), turn_);
    take_over_when_due();
}

void Engine::fail(Pending& pending, lsp::ErrorCode code, std::string_view message,
                  Outcome outcome) {
    if (pending.reissued) view_.progress.unmute(pending, nullptr);
    requests_.fail(pending, code, message, outcome, turn_);
}

void Engine::initialize_answered(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    replacements_.failed_starts.ended();
    server.queue.answered(server.initialize_id, turn_.now);
    queue_moved(server);
    journal_.record({LogLevel::kInfo,
                     Event::kInitialized,
                     {{"generation", server.generation}, {"after", turn_.now - server.spawned}}},
                    turn_);
    server.phase = Server::Phase::kInitialized;
    server.start_times.initialized = turn_.now - server.spawned;
    if (session_.initialize_id.empty()) return replacement_initialized(server, envelope, frame);
    // The editor is still waiting for this answer.
    if (pool_.is_standby(server)) {
        if (envelope.is_error) return initialize_refused(server, frame);
        take_over();
        if (pool_.active() != &server) return;  // it was dropped instead
    }
    // Otherwise the editor has sent `shutdown`, perhaps `exit`, without waiting for the reply.
    const bool initializing = session_.phase == Session::Phase::kInitializing;
    if (envelope.is_error) {
        if (initializing) session_.phase = Session::Phase::kNew;
    } else {
        session_.initialize_answered(frame.body);
    }
    // From here on the id is like any other, and the editor may reuse it.
    const lsp::RequestId asked = std::exchange(session_.initialize_id, {});
    Pending* pending = requests_.find(asked);
    if (!pending) return;
    const Ending ending{envelope.is_error ? Outcome::kError : Outcome::kOk,
                        error_code_of(envelope, frame.body)};
    const auto extended = with_proxy_commands(frame.body, settings_.mode);
    const std::string_view body = extended ? std::string_view(*extended) : frame.body;
    if (server.initialize_id != asked) {
        requests_.send_reply(*pending, lsp::with_id(body, lsp::peek(body).id, asked.raw()), ending,
                             turn_);
    } else if (extended) {
        requests_.send_reply(*pending, lsp::frame(body), ending, turn_);
    } else {
        requests_.forward_reply(*pending, frame, ending, pending->received, turn_);
    }
    if (envelope.is_error) return;
    if (initializing && std::exchange(session_.initialized_early, false)) session_runs();
    if (!watching()) return;
    EditorView::show_notices(turn_);
}

/// Handles a later server's error reply to `initialize`.
void Engine::initialize_refused(Server& server, const lsp::Frame& frame) {
    const Verdict verdict{verdict::RefusedStart{"error reply to initialize: " +
                                                std::string(lsp::member(frame.body, "error"))}};
    return pool_.is_standby(server) ? standby_lost(verdict) : active_lost(verdict, 1);
}

/// Handles a later server's reply to `initialize`: the editor knows the capabilities from the first
/// one.
void Engine::replacement_initialized(Server& server, const lsp::Envelope& envelope,
                                     const lsp::Frame& frame) {
    if (envelope.is_error) return initialize_refused(server, frame);
    const bool beside = pool_.is_standby(server);
    server.difference = session_.difference_from(frame.body);
    if (!server.difference.empty() && !beside) return give_up(mismatch_sentence(server), 1);
    if (session_.phase == Session::Phase::kRunning) replay(server);
}

/// Logs the phases of the start. Only the first server of a session counts for later sessions: a
/// replacement starts beside another server, with another cache. A start with a fault, which was
/// perhaps cut short, says nothing of later ones.
void Engine::report_start(Server& server) {
    const StartPhases start = start_of(server);
    effect::Loaded loaded{server.generation};
    if (server.spawn_reason == SpawnReason::kFirst && !journal_.newest()) {
        loaded.start = start;
        loaded.folders = session_.folders.paths();
    }
    turn_.out.add(std::move(loaded));
    std::string slower = in_words(slower_phases(server, start));
    Event event{slower.empty() ? LogLevel::kInfo : LogLevel::kWarning,
                Event::kLoaded,
                {{"generation", server.generation}, {"after", server.age(turn_.now)}},
                std::move(slower)};
    const Fields phases = log_fields(start);
    event.fields.insert(event.fields.end(), phases.begin(), phases.end());
    journal_.record(std::move(event), turn_);
}

void Engine::load_ended(Server& server) {
    session_.folders.loaded();
    server.phase = Server::Phase::kReady;
    server.start_times.loaded = turn_.now - server.spawned;
    server.load_probe = {};
    probe_soon(server);  // for messages sent meanwhile
    watchdog_.may_load(turn_);
    report_start(server);
    if (pool_.is_standby(server)) {
        take_over_when_due();
    } else if (!server.gate_open) {
        open_gate(server);
    }
}

void Engine::server_request(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    server.activity.worked(turn_.now, "gopls asked for " + std::string(envelope.method.text()));
    if (answer_from_memory(server, envelope, frame.body)) return;
    std::optional<std::string> renamed;
    std::string params;  // the part needed when the editor answers
    switch (envelope.method.id()) {
        case "client/registerCapability"_method:
        case "client/unregisterCapability"_method:
            renamed = view_.registration(server.generation, envelope, frame.body);
            workspace_.registrations_changed(view_.registrations);
            if (renamed && renamed->empty()) {
                return server.send(lsp::reply(envelope.id, "null"), turn_);
            }
            params = renamed.value_or(std::string(lsp::member(frame.body, "params")));
            break;
        case "workspace/configuration"_method:
            params = lsp::member(frame.body, "params");
            break;
        case "window/workDoneProgress/create"_method:
            params = lsp::member(lsp::member(frame.body, "params"), "token");
            break;
        default:
            break;
    }
    const lsp::RequestId id = lsp::RequestId::from_raw(envelope.id);
    ServerRequest asked{.generation = server.generation,
                        .server_id = std::string(envelope.id),
                        .method = std::string(envelope.method.text()),
                        .params = std::move(params),
                        .since = turn_.now};
    const bool first = server.generation == 1 && !view_.server_requests.taken(id);
    const lsp::RequestId editor_id = first ? id : view_.server_requests.new_id();
    view_.server_requests.add(editor_id, std::move(asked));
    if (renamed) {
        return turn_.out.send_to_editor(lsp::request(editor_id.raw(), envelope.method, *renamed));
    }
    if (first) return turn_.relay(frame);
    turn_.out.send_to_editor(lsp::with_id(frame.body, envelope.id, editor_id.raw()));
}

/// Answers requests that need not, or must not, reach the editor. Returns false for others.
bool Engine::answer_from_memory(Server& server, const lsp::Envelope& envelope,
                                std::string_view body) {
    switch (envelope.method.id()) {
        case "workspace/configuration"_method: {
            const auto known = session_.configuration.current(lsp::member(body, "params"));
            // Otherwise only the editor can answer, even for a standby.
            if (!known) return false;
            if (server.gate_open && !std::exchange(late_configuration_, false)) return false;
            server.send(lsp::reply(envelope.id, *known), turn_);
            return true;
        }
        case "workspace/applyEdit"_method:
        case "window/showDocument"_method:
        case "window/showMessageRequest"_method:
            // A consequence of a command of the editor, which only the active server receives.
            if (pool_.is_active(server)) return false;
            break;
        default:
            break;
    }
    if (server.gate_open) return false;
    server.send(answer_behind_gate(envelope, body, session_, server.gated), turn_);
    return true;
}

void Engine::server_notification(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    const lsp::MethodName method = envelope.method;
    if (method == "$/cancelRequest"_method) return question_cancelled(server, frame);
    if (method == "$/progress"_method) server.activity.worked(turn_.now, "gopls reported progress");
    const bool held = server.aftermath.holds(envelope, frame.bytes);
    if (server.aftermath.take_cured() && pool_.is_active(server)) cured();
    pass_on_late(server);
    if (held) return;
    const auto params = [&] { return lsp::member(frame.body, "params"); };
    const bool passes = server.gate_open;
    switch (method.id()) {
        case "$/progress"_method:
            return progress_reported(server, envelope, frame);
        // Folders without a view here have none in the other servers either.
        case "window/showMessage"_method:
            session_.folders.message_shown(params());
            break;
        case "window/logMessage"_method:
            session_.message_logged(params());
            if (!passes) break;
            view_created(server, params());
            server_logged(server, params());
            if (ended_) return;
            break;
        case "textDocument/publishDiagnostics"_method:
            if (!passes || turn_.mode != Mode::kAct) break;
            view_.diagnostics.published(server.generation, params());
            if (turn_.alarms.is_set(Alarm::kSettle)) {
                turn_.alarms.set(Alarm::kSettle, turn_.now + kSettled);
            }
            break;
        default:
            break;
    }
    if (passes) return turn_.relay(frame);
    hold_behind_gate(envelope, frame.body, frame.bytes, server.gated);
}

void Engine::progress_reported(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    const std::string_view params = lsp::member(frame.body, "params");
    const bool unseen = server.gated.progress.is_unseen(lsp::member(params, "token"));
    // Only the active server received the requests whose tokens the editor chose.
    if (!server.gate_open && (unseen || !pool_.is_active(server))) {
        return hold_behind_gate(envelope, frame.body, frame.bytes, server.gated);
    }
    if (!holds_progress(server, params, frame.bytes)) turn_.relay(frame);
}

void Engine::view_created(const Server& server, std::string_view params) {
    session_.view_created(params, [&](const std::string& folder) {
        return std::any_of(server.switching_on.begin(), server.switching_on.end(),
                           [&](const auto& entry) { return entry.second == folder; });
    });
}

/// Whether the editor must not see this progress, or not yet.
bool Engine::holds_progress(Server& server, std::string_view params, std::string_view frame) {
    Progress& progress = server.gated.progress;
    const std::string_view token = lsp::member(params, "token");
    const bool unseen = progress.is_unseen(token);
    const Progress::What what = progress.notified(params);
    if (what == Progress::What::kOther) requests_.partly_answered(token);
    if (!unseen) return view_.progress.holds(params, frame);
    // Created behind the gate, and begun with the gate open.
    if (what == Progress::What::kBegin)
        view_.progress.show(progress, std::string(token), std::string(frame), view_.server_requests,
                            turn_);
    return true;
}

/// Handles the cancellation of a server's request to the editor.
void Engine::question_cancelled(const Server& server, lsp::Frame& frame) {
    const std::string_view id = lsp::member(lsp::member(frame.body, "params"), "id");
    const lsp::RequestId editor_id = view_.server_requests.editor_id_of(server.generation, id);
    if (editor_id.empty()) {  // answered
        if (server.generation == 1 && server.gate_open) turn_.relay(frame);
        return;
    }
    if (editor_id == lsp::RequestId::from_raw(id)) return turn_.relay(frame);
    turn_.out.send_to_editor(lsp::with_id(frame.body, id, editor_id.raw()));
}

}  // namespace core
