// Messages of a server: what reaches the editor, what the gate answers.
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"

namespace core {

void Engine::from_server(Server& server, lsp::Frame& frame) {
    const lsp::Envelope envelope = lsp::peek(frame.body);
    if (watching()) recent_.note(server.generation, envelope, frame.bytes.size(), now_);
    switch (envelope.kind) {
        case lsp::Kind::kResponse:
            return server_response(server, envelope, frame);
        case lsp::Kind::kRequest:
            return server_request(server, envelope, frame);
        case lsp::Kind::kNotification:
            return server_notification(server, envelope, frame);
        case lsp::Kind::kBatch:
        case lsp::Kind::kOpaque:
            ++metrics_.counters.opaque_messages;
            if (server.gate_open) relay(frame);
    }
}

void Engine::relay(lsp::Frame& frame) {
    forwarded_ = true;
    relayed_ = true;
    out_.forward_to_editor(std::move(frame));
}

void Engine::server_response(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    const lsp::RequestId id = lsp::RequestId::from_raw(envelope.id);
    if (server.phase == Server::Phase::kInitializing && id == server.initialize_id) {
        return initialize_answered(server, envelope, frame);
    }
    Pending* pending = pending_.find(id);
    // What runs aside is not in the queue, and would be looked for in all of it.
    const bool aside = pending && pending->aside;
    const auto began = aside ? std::nullopt : server.queue.answered(id, now_);
    if (began) {
        queue_moved(server);
        if (server.queue.passed_notification()) may_load();
    } else if (server.queue.answered_aside(id)) {
        aside_answered(server);
    }
    if (id == server.load_probe) return load_ended(server);
    if (id == server.probe) {
        server.probe = {};
        return probe_soon(server);
    }
    if (!pending || pending->generation != server.generation) {
        // A second reply, or one to a message that was not understood.
        ++metrics_.counters.surplus_replies;
        if (unaccounted_replies_ > 0 && server.gate_open) {
            --unaccounted_replies_;
            return relay(frame);
        }
        return log(LogLevel::kWarning, "a reply to nothing was dropped: id=" + id.raw());
    }
    if (looks_first_ && envelope.is_error && ask_again_after_reload(server, *pending, frame.body)) {
        return;
    }
    const Outcome outcome = pending->cancelled  ? Outcome::kCancelled
                            : envelope.is_error ? Outcome::kError
                            : pending->reissued ? Outcome::kReissued
                                                : Outcome::kOk;
    record(*pending, outcome, began.value_or(pending->received), frame.bytes.size());
    if (!server.answered_request) {
        server.answered_request = true;
        log(LogLevel::kInfo, "first answer of generation=" + std::to_string(server.generation) +
                                 ": " + std::string(pending->method->name) + ", " +
                                 human(now_ - server.spawned) + " after its start");
    }
    if (pending->reissued) {
        incident_answered();
        log(LogLevel::kInfo, "answered again: " + std::string(pending->method->name) +
                                 " id=" + id.raw() + ", after " + human(now_ - pending->received));
    }
    if (pending->reissued) unmute_progress_of(*pending, &server);
    pending_.answered(*pending);
    relay(frame);
    take_over_when_due();
}

void Engine::record(const Pending& pending, Outcome outcome, Time service_began,
                    std::size_t reply_bytes) {
    MethodMetrics& m = *pending.method->metrics;
    m.queue.record(service_began - pending.received);
    m.service.record(now_ - service_began);
    ++m.outcomes[static_cast<std::size_t>(outcome)];
    m.request_bytes += pending.request_bytes;
    m.reply_bytes += reply_bytes;
}

void Engine::fail(Pending& pending, lsp::ErrorCode code, std::string_view message,
                  Outcome outcome) {
    record(pending, outcome, pending.received, 0);
    if (pending.reissued) unmute_progress_of(pending, nullptr);
    out_.send_to_editor(lsp::error_reply(pending.id.raw(), code, message));
    pending_.answered(pending);
}

void Engine::initialize_answered(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    failed_starts_.ended();
    server.queue.answered(server.initialize_id, now_);
    queue_moved(server);
    note(LogLevel::kInfo, "initialized generation=" + std::to_string(server.generation) + " in " +
                              human(now_ - server.spawned));
    server.phase = Server::Phase::kInitialized;
    if (session_.initialize_id.empty()) return fresh_one_greets(server, envelope, frame);
    // The editor still waits for this very answer.
    if (&server == standby_.get()) {
        if (envelope.is_error) return refused(server, frame);
        take_over();
        if (active_.get() != &server) return;  // it was dropped instead
    }
    // Else the editor has said `shutdown`, perhaps `exit`, without waiting for the reply.
    const bool initializing = session_.phase == Session::Phase::kInitializing;
    if (envelope.is_error) {
        if (initializing) session_.phase = Session::Phase::kNew;
    } else {
        session_.initialize_answered(frame.body);
    }
    // From here on it is a number like any other, that the editor may use again.
    const lsp::RequestId asked = std::exchange(session_.initialize_id, {});
    Pending* pending = pending_.find(asked);
    if (!pending) return;
    record(*pending, envelope.is_error ? Outcome::kError : Outcome::kOk, pending->received,
           frame.bytes.size());
    pending_.answered(*pending);
    const auto extended = with_own_commands(frame.body, settings_.mode);
    const std::string_view body = extended ? std::string_view(*extended) : frame.body;
    if (server.initialize_id != asked) {
        out_.send_to_editor(lsp::with_id(body, lsp::peek(body).id, asked.raw()));
    } else if (extended) {
        out_.send_to_editor(lsp::frame(body));
    } else {
        relay(frame);
    }
    if (envelope.is_error) return;
    if (initializing && std::exchange(session_.initialized_early, false)) session_runs();
    if (!watching()) return;
    show_notices();
}

/// A later server answers `initialize` with an error.
void Engine::refused(Server& server, const lsp::Frame& frame) {
    Verdict verdict{VerdictKind::kRefusedStart, {}};
    verdict.evidence.detail =
        "it answered initialize with " + std::string(lsp::member(frame.body, "error"));
    return &server == standby_.get() ? standby_lost(verdict) : active_lost(verdict, 1);
}

/// A later server says what it can, which the editor knows from the first one.
void Engine::fresh_one_greets(Server& server, const lsp::Envelope& envelope,
                              const lsp::Frame& frame) {
    if (envelope.is_error) return refused(server, frame);
    const bool beside = &server == standby_.get();
    server.difference = session_.difference_from(frame.body);
    if (!server.difference.empty() && !beside) return give_up(differs(server), 1);
    if (session_.phase == Session::Phase::kRunning) replay(server);
}

void Engine::load_ended(Server& server) {
    server.phase = Server::Phase::kReady;
    server.load_probe = {};
    probe_soon(server);  // of what came meanwhile
    may_load();
    out_.add(effect::Loaded{server.generation});
    note(LogLevel::kInfo, "loaded generation=" + std::to_string(server.generation) + ", " +
                              human(now_ - server.spawned) + " after its start");
    if (&server == standby_.get()) {
        take_over_when_due();
    } else if (!server.gate_open) {
        open_gate(server);
    }
}

void Engine::server_request(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    server.activity.worked(now_, "gopls asked for " + std::string(envelope.method));
    if (answer_from_memory(server, envelope, frame.body)) return;
    const auto renamed = note_registration(server, envelope, frame.body);
    if (renamed && renamed->empty()) return send(server, lsp::reply(envelope.id, "null"));
    const lsp::RequestId id = lsp::RequestId::from_raw(envelope.id);
    Asked asked{.generation = server.generation,
                .server_id = std::string(envelope.id),
                .method = std::string(envelope.method),
                .params = {},
                .since = now_};
    if (envelope.method == "workspace/configuration") {
        asked.params = lsp::member(frame.body, "params");
    } else if (envelope.method == "window/workDoneProgress/create") {
        asked.params = lsp::member(lsp::member(frame.body, "params"), "token");
    } else if (envelope.method == "client/registerCapability") {
        asked.params = renamed.value_or(std::string(lsp::member(frame.body, "params")));
    }
    const bool first = server.generation == 1 && !asked_.taken(id);
    const lsp::RequestId editor_id = first ? id : asked_.new_id();
    asked_.add(editor_id, std::move(asked));
    if (renamed) {
        return out_.send_to_editor(lsp::request(editor_id.raw(), envelope.method, *renamed));
    }
    if (first) return relay(frame);
    out_.send_to_editor(lsp::with_id(frame.body, envelope.id, editor_id.raw()));
}

/// Keeps track of a (un)registration; its params if they have to change for the editor, empty if
/// it need not hear of it.
std::optional<std::string> Engine::note_registration(const Server& server,
                                                     const lsp::Envelope& envelope,
                                                     std::string_view body) {
    const bool may_rename = server.generation > 1;
    std::optional<std::string> altered;
    if (envelope.method == "client/registerCapability") {
        altered = registrations_.registered(lsp::member(body, "params"), may_rename);
    } else if (envelope.method == "client/unregisterCapability") {
        altered = registrations_.unregistered(lsp::member(body, "params"));
    } else {
        return {};
    }
    registrations_changed();
    return altered;
}

/// What need not, or must not, reach the editor.
bool Engine::answer_from_memory(Server& server, const lsp::Envelope& envelope,
                                std::string_view body) {
    if (envelope.method == "workspace/configuration") {
        const auto known = session_.current_configuration(lsp::member(body, "params"));
        if (known && (!server.gate_open || std::exchange(late_configuration_, false))) {
            send(server, lsp::reply(envelope.id, *known));
            return true;
        }
        return false;  // only the editor can say, also for a standby
    }
    if (server.gate_open) return false;
    // What a command of the editor leads to, which only the active server is sent.
    const bool of_a_command = envelope.method == "workspace/applyEdit" ||
                              envelope.method == "window/showDocument" ||
                              envelope.method == "window/showMessageRequest";
    if (of_a_command && &server == active_.get()) return false;
    send(server, answer_behind_gate(envelope, body, session_, server.voice));
    return true;
}

void Engine::server_notification(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame) {
    const bool diagnostics = envelope.method == "textDocument/publishDiagnostics";
    const bool progress = envelope.method == "$/progress";
    if (envelope.method == "$/cancelRequest") return question_cancelled(server, frame);
    if (progress) server.activity.worked(now_, "gopls reported progress");
    const bool held = server.aftermath.holds(envelope, frame.bytes);
    if (server.aftermath.take_cured() && &server == active_.get()) cured();
    pass_on_late(server);
    if (held) return;
    if (progress) {
        const std::string_view params = lsp::member(frame.body, "params");
        const bool unseen = server.voice.progress.is_unseen(lsp::member(params, "token"));
        // What the editor gave a token for, only the active server was asked.
        if (!server.gate_open && (unseen || &server != active_.get())) {
            return hold_behind_gate(envelope, frame.body, frame.bytes, server.voice);
        }
        if (progress_reported(server, params, frame.bytes)) return;
        return relay(frame);
    }
    if (!server.gate_open) {
        return hold_behind_gate(envelope, frame.body, frame.bytes, server.voice);
    }
    if (diagnostics && settings_.mode == Mode::kAct) {
        shown_diagnostics_.published(server.generation, lsp::member(frame.body, "params"));
        if (alarms_.is_set(Alarm::kSettle)) alarms_.set(Alarm::kSettle, now_ + kSettled);
    }
    if (envelope.method == "window/showMessage") {
        session_.message_shown(lsp::member(frame.body, "params"));
    } else if (envelope.method == "window/logMessage") {
        server_logged(server, lsp::member(frame.body, "params"));
        if (ended_) return;
    }
    relay(frame);
}

/// True if the editor is not to hear of it, or not yet.
bool Engine::progress_reported(Server& server, std::string_view params, std::string_view frame) {
    Progress& progress = server.voice.progress;
    const std::string_view token = lsp::member(params, "token");
    const bool unseen = progress.is_unseen(token);
    const Progress::What what = progress.notified(params);
    if (what == Progress::What::kOther) pending_.partly_answered(token);
    if (!unseen) return hold_progress(params, frame);
    // Created behind the gate, begun now that it is open.
    if (what == Progress::What::kBegin)
        show_progress(server, std::string(token), std::string(frame));
    return true;
}

/// The server does not want an answer of the editor's any more.
void Engine::question_cancelled(const Server& server, lsp::Frame& frame) {
    const std::string_view id = lsp::member(lsp::member(frame.body, "params"), "id");
    const lsp::RequestId editor_id = asked_.editor_id_of(server.generation, id);
    if (editor_id.empty()) {  // answered
        if (server.generation == 1 && server.gate_open) relay(frame);
        return;
    }
    if (editor_id == lsp::RequestId::from_raw(id)) return relay(frame);
    out_.send_to_editor(lsp::with_id(frame.body, id, editor_id.raw()));
}

}  // namespace core
