// Messages of the editor: their destinations, and the records kept of them.
#include <algorithm>
#include <utility>

#include "core/engine.hpp"
#include "lsp/message.hpp"
#include "lsp/methods.hpp"

namespace core {
namespace {

/// Returns the command of a `workspace/executeCommand`, without quotes.
std::string_view command_of(std::string_view body) {
    const std::string_view raw = lsp::member(lsp::member(body, "params"), "command");
    return raw.size() < 2 ? std::string_view() : raw.substr(1, raw.size() - 2);
}

/// Whether the modules may change with this command, so that the network is worth another try.
bool wants_network(std::string_view command) {
    return command == "gopls.tidy" || command == "gopls.go_get_package" ||
           command == "gopls.upgrade_dependency" || command == "gopls.add_dependency" ||
           command == "gopls.update_go_sum" || command == "gopls.vendor";
}

}  // namespace

void Engine::from_editor(lsp::Frame& frame) {
    const lsp::Envelope envelope = lsp::peek_of_editor(frame.body);
    journal_.message(RecentMessages::kEditor, envelope, frame.bytes.size(), turn_);
    ++order_;
    switch (envelope.kind) {
        case lsp::Kind::kRequest:
            return editor_request(envelope, frame);
        case lsp::Kind::kNotification:
            return editor_notification(envelope, frame);
        case lsp::Kind::kResponse:
            return editor_response(envelope, frame);
        case lsp::Kind::kBatch:
        case lsp::Kind::kOpaque:
            return editor_opaque(frame);
    }
}

void Engine::editor_opaque(const lsp::Frame& frame) {
    ++turn_.metrics.counters.opaque_messages;
    ++unaccounted_replies_;
    if (pool_.active() && pool_.active()->takes_messages()) write(*pool_.active(), frame.bytes);
}

void Engine::editor_request(const lsp::Envelope& envelope, const lsp::Frame& frame) {
    const lsp::RequestId id = lsp::RequestId::from_raw(envelope.id);
    std::string_view command;
    std::optional<ProxyCommand> own;
    switch (envelope.method.id()) {
        case "workspace/executeCommand"_method:
            command = command_of(frame.body);
            own = proxy_command(command, settings_.mode);
            if (pool_.active() && pool_.active()->offline() && wants_network(command)) {
                try_returning_online();
            }
            break;
        case "initialize"_method:
            if (session_.phase == Session::Phase::kNew) initialize_requested(id, frame);
            break;
        case "shutdown"_method:
            shutdown_requested();
            break;
        default:
            break;
    }
    const Method& method = requests_.method(envelope.method);
    if (method.traits.notification) return notification_with_id(envelope, frame);
    Pending* pending = requests_.received(id, method, frame, order_, turn_);
    if (!pending) return editor_opaque(frame);
    if (own) return proxy_command_requested(*pending, *own);
    pending->aside = method.traits.aside;
    if (!command.empty()) {
        pending->aside = pending->aside || lsp::command_runs_aside(command);
        if (lsp::command_toggles(command)) pending->toggle = lsp::member(frame.body, "params");
    }
    const bool deliverable = pool_.active() && pool_.active()->takes_messages();
    if (!deliverable ||
        (pending->pure_read && frame.bytes.size() <= RequestTable::kMaxKeptFrameBytes)) {
        pending->frame = frame.bytes;
    }
    if (quarantine_.holds(frame.body, documents_)) return answer_for_quarantined(*pending);
    turn_.alarms.set_earlier(Alarm::kSlow, pending->slow_at);
    if (deliverable) deliver(*pool_.active(), *pending, frame.bytes);
}

/// Handles a notification with an id, from an editor that sends everything through one function. It
/// is recorded like any notification, and gopls answers it.
void Engine::notification_with_id(const lsp::Envelope& envelope, const lsp::Frame& frame) {
    const lsp::RequestId id = lsp::RequestId::from_raw(envelope.id);
    if (!requests_.received(id, requests_.method(envelope.method), frame, order_, turn_)) {
        ++unaccounted_replies_;
    }
    lsp::Envelope told = envelope;
    told.params = lsp::member(frame.body, "params");
    editor_notification(told, frame);
    Pending* pending = ended_ ? nullptr : requests_.find(id);
    if (!pending || pending->order != order_) return;
    if (!turn_.relayed) return answer_for_gopls(*pending);
    pending->generation = pool_.active()->generation;
    pending->since = turn_.now;
    turn_.alarms.set_earlier(Alarm::kSlow, pending->slow_at);
}

/// Answers a notification with an id for gopls. Either no gopls has received it, or the gopls that
/// did is gone. It is recorded, so the next gopls gets its effect with the rest of the session, but
/// not its id.
void Engine::answer_for_gopls(Pending& pending) {
    requests_.answer(pending, "null", Outcome::kOk, turn_);
}

void Engine::initialize_requested(const lsp::RequestId& id, const lsp::Frame& frame) {
    session_.initialize_requested(id, frame.body);
    if (pool_.active() && pool_.active()->spawn_reason == SpawnReason::kFirst) {
        pool_.active()->phase = Server::Phase::kInitializing;
        pool_.active()->initialize_id = id;
        pool_.active()->start_times.initialize_sent = pool_.active()->age(turn_.now);
    } else if (pool_.active()) {
        initialize(*pool_.active());  // the first one died before it received the request
    }
    if (pool_.standby()) initialize(*pool_.standby());
}

void Engine::deliver(Server& server, Pending& pending, std::string_view frame) {
    if (pending.generation == 0) pending.held += turn_.now - pending.since;
    pending.since = turn_.now;
    pending.generation = server.generation;
    write(server, frame);
    if (pending.aside) {
        server.queue.sent_aside(pending.id, pending.method->name, turn_.now);
    } else {
        server.queue.sent_request(pending.id, pending.method->name, false, turn_.now);
    }
    watchdog_.head_opened(server, turn_);
}

void Engine::editor_notification(const lsp::Envelope& envelope, const lsp::Frame& frame) {
    const lsp::MethodName method = envelope.method;
    const std::string_view params = envelope.params;
    bool for_standby = true;
    switch (method.id()) {
        case "initialized"_method:
            if (session_.phase == Session::Phase::kInitialized) return initialized(frame);
            if (session_.phase == Session::Phase::kInitializing) session_.initialized_early = true;
            break;
        case "$/cancelRequest"_method:
            return cancel_requested(params, frame);
        case "window/workDoneProgress/cancel"_method:
            if (!is_of_active(lsp::member(params, "token"))) return;
            for_standby = false;  // the standby does not know the token
            break;
        case "shutdown"_method:
            shutdown_requested();
            break;
        case "exit"_method:
            return exit_requested(frame);
        default:
            break;
    }
    const bool of_withheld = any_withheld_ && is_of_withheld(method, params);
    if (pool_.active() && pool_.active()->takes_messages() && !of_withheld) {
        notify(*pool_.active(), method, frame.bytes);
    }
    if (for_standby && pool_.standby() && pool_.standby()->takes_messages() && !of_withheld) {
        if (envelope.kind == lsp::Kind::kNotification) {
            notify(*pool_.standby(), method, frame.bytes);
        } else {  // only one server may answer
            tell(*pool_.standby(), requests_.method(method).name,
                 lsp::notification(method, params));
        }
    }
    mirror(method, params);
    workspace_.editor_notified(method, params, turn_);
}

void Engine::initialized(const lsp::Frame& frame) {
    Server* active = pool_.active();
    if (active && active->phase == Server::Phase::kInitialized && active->takes_messages()) {
        write(*active, frame.bytes);
        active->queue.sent_notification("initialized", turn_.now);
    }
    session_runs();
}

/// Whether a progress item belongs to the active server: not to the proxy itself, and not to a
/// server that is gone, whose items gopls does not know.
bool Engine::is_of_active(std::string_view progress_token) const {
    if (ShownProgress::is_own(progress_token)) return false;
    return !pool_.active() || pool_.active()->generation == 1 ||
           pool_.active()->gated.progress.is_open(progress_token);
}

void Engine::mirror(lsp::MethodName method, std::string_view params) {
    if (!watching()) return;
    session_.notified(method, params);
    if (turn_.mode != Mode::kAct) return;  // there will never be a replay
    if (method == "textDocument/didClose"_method) {
        if (const auto key = document_key(params)) requests_.document_closed(*key, order_);
    }
    if (documents_.notified(method, params, order_) == Documents::Outcome::kDistrusted) {
        ++turn_.metrics.counters.distrusted_documents;
        log({LogLevel::kWarning,
             Event::kUncertainText,
             {{"document", document_uri(params)}, {"method", method.text()}},
             "the text of this document is uncertain"});
        // The standby could not take over, and would never learn how the document becomes certain
        // again.
        if (pool_.standby()) drop_unsure_standby();
    }
}

void Engine::notify(Server& server, lsp::MethodName method, std::string_view frame) {
    write(server, frame);
    if (!server.queue.lone_notification()) {
        server.queue.sent_notification(requests_.method(method).name, turn_.now);
    }
    if (watching()) probe_soon(server);
    watchdog_.may_load(turn_);
}

bool Engine::is_of_withheld(lsp::MethodName method, std::string_view params) {
    if (!method.text().starts_with("textDocument/did")) return false;
    if (method == "textDocument/didOpen"_method) return false;  // it starts afresh, closed or not
    const Document* document = documents_.named_in_params(params);
    return document && document->withheld;
}

/// Starts the session: the editor has sent `initialized`.
void Engine::session_runs() {
    session_.phase = Session::Phase::kRunning;
    turn_.out.add(effect::RecallStarts{session_.folders.paths()});
    workspace_.editor_notified("initialized", {}, turn_);
    if (pool_.standby() && pool_.standby()->phase == Server::Phase::kInitialized)
        replay(*pool_.standby());
    if (!pool_.active() || pool_.active()->phase != Server::Phase::kInitialized) return;
    if (!pool_.active()->takes_messages()) return replay(*pool_.active());
    pool_.active()->phase = Server::Phase::kLoading;
    pool_.active()->start_times.load_began = pool_.active()->age(turn_.now);
    if (watching()) {
        pool_.active()->load_probe = send_probe(*pool_.active());
    } else {
        pool_.active()->phase = Server::Phase::kReady;
    }
}

void Engine::cancel_requested(std::string_view params, const lsp::Frame& frame) {
    const std::string_view raw = lsp::member(params, "id");
    const lsp::RequestId id = lsp::RequestId::from_raw(raw);
    Pending* pending = raw.empty() ? nullptr : requests_.find(id);
    if (pending && pending->order == order_) pending = nullptr;  // it has an id and names itself
    if (turn_.trace.on()) trace_cancel(id, pending);
    if (pending && pending->generation == 0 && id != session_.initialize_id) {
        return fail(*pending, lsp::ErrorCode::kRequestCancelled, "cancelled", Outcome::kCancelled);
    }
    if (pending) pending->cancelled = true;
    // gopls reads it at once, beside its queue (docs/gopls-facts.md, "Queue").
    if (pool_.active() && pool_.active()->takes_messages()) write(*pool_.active(), frame.bytes);
}

void Engine::editor_response(const lsp::Envelope& envelope, const lsp::Frame& frame) {
    const auto asked = view_.server_requests.take(lsp::RequestId::from_raw(envelope.id));
    if (!asked) return editor_opaque(frame);
    if (asked->method_id == "client/registerCapability"_method) {
        if (envelope.is_error) view_.registrations.refused(asked->params);
        if (asked->registers(kWatchedFiles)) {
            workspace_.watching_answered(envelope.is_error, turn_);
        }
    }
    if (asked->generation == 0) {
        if (asked->method_id != "window/workDoneProgress/create"_method) return;
        return view_.progress.created(asked->params, envelope.is_error, turn_);
    }
    Server* server = pool_.find(asked->generation);
    if (!server || asked->retired) {
        if (asked->answered_for_editor) view_.progress.forget(asked->params);
        return;
    }
    if (asked->method_id == "workspace/configuration"_method) {
        if (!envelope.is_error) session_.configuration.answered(asked->params, frame.body);
        if (!asked->answered_for_editor) configuration_answered(*server, *asked);
        workspace_.decide_who_watches(turn_);
    }
    if (asked->answered_for_editor) return answered_late(*server, *asked, envelope.is_error);
    if (lsp::RequestId::from_raw(asked->server_id) == lsp::RequestId::from_raw(envelope.id)) {
        write(*server, frame.bytes);
    } else {
        server->send(lsp::with_id(frame.body, envelope.id, asked->server_id), turn_);
    }
    server->activity.worked(turn_.now, "the editor answered " + asked->method);
}

/// Counts how long the start of a server waited for its settings.
void Engine::configuration_answered(Server& server, const ServerRequest& asked) const {
    if (server.loading()) server.start_times.configuration += turn_.now - asked.since;
}

/// Handles an answer that gopls already got from the proxy. The answer about an edit stands, and
/// didChange reports the edit itself. gopls is told to ask for the real configuration again, and is
/// then answered from memory.
void Engine::answered_late(Server& server, const ServerRequest& asked, bool is_error) {
    if (asked.method_id == "window/workDoneProgress/create"_method) {
        return view_.progress.created(asked.params, is_error, turn_);
    }
    if (asked.method_id != "workspace/configuration"_method) return;
    late_configuration_ = true;
    tell(server, "workspace/didChangeConfiguration",
         lsp::notification("workspace/didChangeConfiguration", R"({"settings":{}})"));
}

}  // namespace core
