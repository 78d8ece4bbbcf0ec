#include "core/engine.hpp"

#include <algorithm>
#include <utility>

#include "core/evidence/go_cause.hpp"
#include "core/evidence/stack_cause.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

constexpr std::string_view kOwnId = "\"gopls-proxy/";

/// The header as gopls writes it.
constexpr std::string_view kHeader = "Content-Length:";

/// Returns how many of the last bytes may be the beginning of a header.
std::size_t front_of_header(std::string_view bytes) {
    std::size_t n = std::min(bytes.size(), kHeader.size() - 1);
    while (!bytes.ends_with(kHeader.substr(0, n))) --n;
    return n;
}

/// Input behind a message that waits for the disk beyond which the editor is no longer read.
constexpr std::size_t kHeldInputBytes = std::size_t{1} << 20;

}  // namespace

Engine::Engine(Settings settings, std::uint64_t seed)
    : settings_(std::move(settings)),
      editor_input_(settings_.max_frame_bytes, settings_.large_frame_bytes),
      replacements_(settings_, seed) {
    turn_.session_id = seed;
    if (settings_.trace_ring) turn_.trace.start();
}

Engine::~Engine() = default;

void Engine::begin_turn(Time now) {
    pool_.begin_turn();
    turn_.begin(now);
}

Effects& Engine::finish_turn() {
    if (std::exchange(fails_, false) && !ended_ && !guarded([&] { become_pipe(); })) {
        end_session(1);
    }
    guarded([&] { hand_out(); });
    return turn_.out.effects();
}

/// Hands out the effects that are added once per turn.
void Engine::hand_out() {
    if (!ended_) workspace_.hand_out(turn_);
    const bool pause = input_waits_ || (pool_.active() && pool_.active()->backlog_full);
    if (pause != std::exchange(editor_paused_, pause)) turn_.out.add(effect::PauseEditor{pause});
    journal_.hand_out(turn_);
    if (requests_.has_for_slow_log()) collect_slow();
    if (ended_) slow_log_.end(turn_);
}

Effects& Engine::start(Time now) {
    return turn(now, [&] { spawn({SpawnReason::kFirst, CacheUse::kStart, Network::kNormal}); });
}

bool Engine::acting() const {
    return turn_.mode == Mode::kAct && !replacements_.circuit_open(turn_.now);
}

Effects& Engine::editor_read(std::size_t n, Time now) {
    editor_input_.commit(n);  // even if the turn fails, the bytes have arrived
    turn_.metrics.counters.bytes_from_editor += n;
    return turn(now, [&] {
        disk_gate_.input_came(now);
        editor_frames();
        if (disk_gate_.holds() && editor_input_.buffered_bytes() > kHeldInputBytes)
            input_waits_ = true;
    });
}

void Engine::editor_frames() {
    while (!ended_ && !disk_gate_.holds()) {
        auto next = editor_input_.next();
        if (next.has_error()) {
            ++turn_.metrics.counters.framing_errors;
            const std::string reason = lsp::describe(next.error(), editor_input_.error_detail());
            log({LogLevel::kError,
                 Event::kBadInput,
                 {},
                 "the editor's stream is not LSP: " + reason});
            turn_.out.send_to_editor(lsp::error_reply("null", lsp::ErrorCode::kParseError, reason));
            end_session(1);
            break;
        }
        if (!*next) {
            stream();
            break;
        }
        lsp::Frame& frame = **next;
        if (workspace_.looks_first() && streams_to_ == 0 &&
            disk_gate_.hold(frame, workspace_, turn_)) {
            break;
        }
        editor_frame(frame);
    }
}

void Engine::editor_frame(lsp::Frame& frame) {
    if (frame.misspelled) frame = lsp::respelled(frame);
    if (streams_to_ != 0) streamed(frame.bytes);
    if (!guarded([&] { from_editor(frame); })) {
        documents_.lost_track();  // it may have been an edit
        if (!turn_.relayed) editor_opaque(frame);
    }
    if (streams_to_ != 0) end_stream();
    turn_.out.attach_owner(frame);
}

Effects& Engine::editor_closed(Time now) {
    return turn(now, [&] {
        log({LogLevel::kInfo, Event::kEditorClosed});
        if (session_.phase == Session::Phase::kNew && pool_.active()) {
            // The editor is gone: gopls's output about its arguments, and its exit code, are the
            // answer.
            closing_ = true;
            turn_.out.add(effect::CloseInput{pool_.active()->generation});
            turn_.alarms.set(Alarm::kShutdown, now + kLastWordsTime);
            return;
        }
        end_session(exit_code_);
    });
}

Effects& Engine::server_read(Generation generation, std::size_t n, Time now) {
    Server* server = pool_.find(generation);
    if (server) server->output.commit(n);
    turn_.metrics.counters.bytes_from_gopls += n;
    return turn(now, [&] {
        if (!server) {
            turn_.metrics.counters.late_bytes += n;
            return;
        }
        server_frames(*server);
        if (session_.phase == Session::Phase::kExited && requests_.empty() && !ended_) leave();
    });
}

void Engine::server_frames(Server& server) {
    const Generation generation = server.generation;
    while (!ended_ && pool_.find(generation) == &server) {
        auto next = server.output.next();
        if (next.has_error()) ++turn_.metrics.counters.framing_errors;
        if (next.has_error() && pool_.is_active(server) && !documents_.all_trusted()) {
            log({LogLevel::kWarning,
                 Event::kGarbage,
                 {{"generation", generation}},
                 "skipped, since gopls cannot be replaced: " + std::string(kUncertainText)});
            skip_garbage(server);
            continue;
        }
        if (next.has_error()) {
            const Verdict verdict{
                verdict::Garbage{lsp::describe(next.error(), server.output.error_detail())}};
            return pool_.is_active(server) ? active_lost(verdict, 1) : standby_lost(verdict);
        }
        if (!*next) return;
        lsp::Frame frame = std::move(**next);
        const bool coped = guarded([&] { from_server(server, frame); });
        if (!coped && !turn_.relayed && server.gate_open) turn_.relay(frame);
    }
}

/// Skips invalid output up to the next header, as a lenient editor would. A live gopls is not ended
/// while a text is uncertain.
void Engine::skip_garbage(Server& server) {
    std::string_view rest = server.output.unread();
    const std::size_t header = rest.find(kHeader, 1);
    rest.remove_prefix(header != std::string_view::npos ? header
                                                        : rest.size() - front_of_header(rest));
    lsp::FrameReader fresh(settings_.max_frame_bytes);
    fresh.append(rest);
    pool_.exchange_output(server, std::move(fresh));
}

Effects& Engine::stacks_dumped(Generation generation, std::string_view dump, Time now) {
    return turn(now, [&] {
        guarded([&] {
            const StackCause cause = cause_of(parse_goroutines(dump).goroutines);
            journal_.explained(generation, name(cause.kind), sentence(cause), turn_);
        });
    });
}

Effects& Engine::command_dumped(Generation generation, std::string_view dump, Time now) {
    return turn(now, [&] {
        guarded([&] {
            const GoCause cause = go_cause_of(parse_goroutines(dump).goroutines);
            journal_.explained(generation, name(cause.kind), sentence(cause), turn_);
        });
    });
}

Effects& Engine::observed(Generation generation, const Snapshot& snapshot, Time now) {
    return turn(now, [&] {
        Server* server = pool_.find(generation);
        if (!server) return;
        guarded([&] {
            std::string note = watchdog_.observed(*server, snapshot, turn_);
            if (!note.empty()) {
                journal_.record({LogLevel::kWarning,
                                 Event::kUnseen,
                                 {{"generation", generation}},
                                 std::move(note)},
                                turn_);
            }
            if (pool_.is_active(*server) && turn_.alarms.is_set(Alarm::kAsked)) {
                keep_asked_incident();
            }
            if (session_.phase >= Session::Phase::kShutDown) return;
            judge_server(*server);
            if (pool_.find(generation) == server) watchdog_.looked_beside(*server, turn_);
            if (pool_.active() && pool_.active()->generation == generation) take_over_when_due();
        });
    });
}

Effects& Engine::tick(Time now) {
    return turn(now, [&] {
        if (turn_.alarms.take_due(Alarm::kShutdown, now)) shutdown_overdue();
        if (turn_.alarms.take_due(Alarm::kSlow, now)) report_slow();
        if (turn_.alarms.take_due(Alarm::kSlowLog, now)) slow_log_.minute_over(turn_);
        if (const auto due = turn_.alarms.take_due(Alarm::kSample, now)) {
            watchdog_.sample(*due, pool_.both(), view_.server_requests, turn_);
        }
        if (turn_.alarms.take_due(Alarm::kProbe, now)) probe_lone_notifications();
        if (turn_.alarms.take_due(Alarm::kBeside, now)) watchdog_.look_beside(pool_.both(), turn_);
        if (turn_.alarms.take_due(Alarm::kSpawn, now)) planned_due();
        if (turn_.alarms.take_due(Alarm::kSettle, now)) diagnostics_settled();
        if (turn_.alarms.take_due(Alarm::kRetry, now)) try_returning_online();
        if (turn_.alarms.take_due(Alarm::kStale, now)) report_stale_files();
        if (const auto due = turn_.alarms.take_due(Alarm::kBacklog, now)) backlog_due(*due);
        if (turn_.alarms.take_due(Alarm::kLookAtGo, now)) turn_.out.add(effect::LookAtGo{});
        if (turn_.alarms.take_due(Alarm::kCure, now)) cure_due();
        if (turn_.alarms.take_due(Alarm::kLeftOver, now)) aftermath_due();
        if (turn_.alarms.take_due(Alarm::kLook, now)) release_held();
        if (turn_.alarms.take_due(Alarm::kAsked, now)) keep_asked_incident();
    });
}

Effects& Engine::terminate(int signal, Time now) {
    return turn(now, [&] {
        log({LogLevel::kInfo, Event::kSignal, {{"signal", signal}}});
        end_session(128 + signal);
    });
}

/// Clears stale diagnostics if the new server has gone quiet, else waits longer.
void Engine::diagnostics_settled() {
    if (!pool_.active()) return;
    if (pool_.active()->queue.head() || pool_.active()->aftermath.new_view_comes()) {
        return turn_.alarms.set(Alarm::kSettle, turn_.now + kSettled);
    }
    view_.clear_stale_diagnostics(pool_.active()->generation, turn_);
}

void Engine::open_incident(const Verdict& verdict, const Server& server) {
    Incident::Scene scene;
    scene.processes = &server.activity.snapshot();
    for (const Pending* p : requests_.in_order()) {
        if (p->is_proxy_command) continue;
        scene.waiting.push_back(
            {p->id.raw(), p->method->name, turn_.now - p->received, {turn_.session_id, p->order}});
    }
    scene.open_documents = documents_.all().size();
    journal_.open(server.generation, verdict, std::move(scene), turn_);
}

/// Writes a message of the editor.
void Engine::write(Server& server, std::string_view bytes) {
    const Server::Written written = server.write(bytes, turn_);
    if (written == Server::Written::kWaits) return;
    turn_.relayed = turn_.relayed || pool_.is_active(server);
    if (written == Server::Written::kPassedOn) return;
    // The queued messages are new to it, so its silence until now means nothing.
    Watchdog::begin_window(server, "the editor sent the rest of a message", view_.server_requests,
                           turn_);
    if (server.queue.awaited()) watchdog_.head_opened(server, turn_);
}

/// Sends a notification of the proxy itself.
void Engine::tell(Server& server, std::string_view method, std::string message) {
    server.send(std::move(message), turn_);
    server.queue.sent_notification(method, turn_.now);
    probe_soon(server);
    watchdog_.may_load(turn_);
}

lsp::RequestId Engine::own_id() {
    return lsp::RequestId::from_raw(std::string(kOwnId) + std::to_string(++own_ids_) + "\"");
}

bool Engine::is_own(const lsp::RequestId& id) {
    return id.raw().starts_with(kOwnId);
}

}  // namespace core
