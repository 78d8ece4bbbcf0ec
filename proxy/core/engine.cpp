#include "core/engine.hpp"

#include <algorithm>
#include <utility>

#include "core/evidence/go_cause.hpp"
#include "core/evidence/stack_cause.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Backlog towards a slow editor beyond which gopls's output is no longer read.
constexpr std::size_t kEditorBacklogBytes = std::size_t{16} << 20;
/// In a plain pipe, the backlog towards a slow server beyond which the editor is no longer read.
constexpr std::size_t kPipeBacklogBytes = std::size_t{1} << 20;
/// Exit codes of a shell that cannot run a program (POSIX.1-2017, XCU 2.8.2).
constexpr int kCommandNotRun = 126;
constexpr int kCommandNotFound = 127;

std::string killed_for_memory(std::uint64_t limit_bytes) {
    const std::string limit =
        limit_bytes == 0 ? "" : " (limit " + std::to_string(limit_bytes >> 20) + " MB)";
    return "killed by the kernel because memory ran out" + limit;
}

Evidence why_ended(const ExitStatus& status, const Crash& crash, bool refused_start) {
    std::string detail = status.out_of_memory ? killed_for_memory(status.memory_limit_bytes)
                         : status.signal      ? "signal " + std::to_string(status.signal)
                                              : "exit code " + std::to_string(status.code);
    if (!crash.reason.empty()) detail += ", " + crash.reason;
    if (refused_start) return verdict::RefusedStart{std::move(detail)};
    if (status.out_of_memory || crash.lack == Crash::Lack::kMemory) {
        return verdict::OutOfMemory{std::move(detail)};
    }
    if (crash.blames_cache) return verdict::CacheFault{std::move(detail)};
    return verdict::Dead{std::move(detail)};
}

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
      replacements_(settings_, seed) {}

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
    const bool pause = input_waits_ || (pool_.active() && pool_.active()->full);
    if (pause != std::exchange(editor_paused_, pause)) turn_.out.add(effect::PauseEditor{pause});
    journal_.hand_out(turn_);
}

Effects& Engine::start(Time now) {
    return turn(now, [&] { spawn({Purpose::kFirst, CacheUse::kStart, Network::kNormal}); });
}

bool Engine::acting() const {
    return turn_.mode == Mode::kAct && !replacements_.circuit_open(turn_);
}

Effects& Engine::editor_read(std::size_t n, Time now) {
    editor_input_.commit(n);  // even if the turn fails, the bytes have arrived
    return turn(now, [&] {
        disk_gate_.input_came();
        editor_frames();
        if (disk_gate_.holds() && editor_input_.buffered_bytes() > kHeldInputBytes)
            input_waits_ = true;
    });
}

void Engine::editor_frames() {
    while (!ended_ && !disk_gate_.holds()) {
        auto next = editor_input_.next();
        if (next.has_error()) {
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
    turn_.out.keep_alive(frame);
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

Effects& Engine::server_exited(Generation generation, const ExitStatus& status, Time now) {
    return turn(now, [&] {
        Server* server = pool_.find(generation);
        if (!server) return;
        if (closing_) {
            end_session(status.signal ? 128 + status.signal : status.code);
            return;
        }
        const Crash crash = read_crash(status.last_words);
        // A wrapper script or the shim of a version manager found no gopls: an upgrade is under
        // way.
        const bool found_none = status.code == kCommandNotRun || status.code == kCommandNotFound;
        const bool starting = server->phase <= Server::Phase::kInitializing;
        const int code = status.signal ? 128 + status.signal : std::max(status.code, 1);
        if (starting && found_none && gopls_has_run()) {
            not_started(
                *server, StartFault::kMissing,
                "the wrapper found no gopls (exit code " + std::to_string(status.code) + ")", code);
            return;
        }
        if (starting && crash.lack == Crash::Lack::kThreads) {
            not_started(*server, StartFault::kBusy, "the system has no threads left for gopls",
                        code);
            return;
        }
        replacements_.failed_starts.ended();
        // gopls refuses unknown flags and other usage with exit code 2
        // (docs/gopls-facts.md, "Flags and exit codes").
        const bool refused = status.code == 2 && starting && !crash.is_panic && !crash.was_sent &&
                             !crash.blames_cache && crash.lack == Crash::Lack::kNothing;
        const Verdict verdict{why_ended(status, crash, refused && server == pool_.active())};
        if (server == pool_.active()) {
            record_crash(crash);
            active_lost(verdict, code);
        } else {
            standby_lost(verdict);
        }
    });
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

void Engine::internal_error(const std::exception& error) {
    // From there on nlohmann/json quotes its input, which may be part of a document.
    const std::string_view what = error.what();
    last_error_ = what.substr(0, what.find("last read"));
    log({LogLevel::kError, Event::kInternalError, {}, last_error_});
    constexpr std::uint64_t kMost = 2;
    if (++turn_.metrics.counters.internal_errors >= kMost) fails_ = true;
}

/// Undoes what the proxy has begun and makes it a plain pipe, since its own logic has become
/// unreliable.
void Engine::become_pipe() {
    if (turn_.mode == Mode::kOff) return;
    ++turn_.metrics.counters.plain_pipes;
    const Verdict verdict{verdict::InternalError{last_error_}};
    log({LogLevel::kError, Event::kPlainPipe, {}, sentence(verdict)});
    if (pool_.active()) open_incident(verdict, *pool_.active());
    turn_.mode = Mode::kOff;
    journal_.close("plain_pipe", turn_);
    watch_no_more("the proxy only forwards messages");
    if (session_.phase >= Session::Phase::kShutDown) return;
    // A server without the replay of the session cannot continue it.
    if (!pool_.active() || !pool_.active()->takes_messages()) return give_up(sentence(verdict), 1);
    if (!pool_.active()->gate_open) open_gate(*pool_.active());
    release_held();
}

Effects& Engine::spawn_failed(Generation generation, StartFault fault, const std::string& reason,
                              Time now) {
    return turn(now, [&] {
        Server* server = pool_.find(generation);
        if (server && !ended_) not_started(*server, fault, reason, kCommandNotFound);
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
            if (pool_.is_active(*server)) keep_asked_incident();
            if (session_.phase >= Session::Phase::kShutDown) return;
            judge_server(*server);
            if (pool_.find(generation) == server) watchdog_.looked_beside(*server, turn_);
            if (pool_.active() && pool_.active()->generation == generation) take_over_when_due();
        });
    });
}

Effects& Engine::editor_backlog(std::size_t queued_bytes, Time now) {
    return turn(now, [&] {
        if (!pool_.active()) return;
        const bool pause =
            pool_.active()->paused ? queued_bytes > 0 : queued_bytes > kEditorBacklogBytes;
        if (pause != pool_.active()->paused) {
            pool_.active()->paused = pause;
            Watchdog::begin_window(*pool_.active(), "the editor was slow to read", view_.asked,
                                   turn_);
            turn_.out.add(effect::PauseServer{pool_.active()->generation, pause});
            if (!pause && pool_.active()->queue.awaited())
                watchdog_.head_opened(*pool_.active(), turn_);
            if (!pause) watchdog_.may_load(turn_);
        }
    });
}

Effects& Engine::server_backlog(Generation generation, std::size_t queued_bytes, Time now) {
    return turn(now, [&] {
        Server* server = pool_.find(generation);
        if (!server) return;
        if (!acting()) {
            if (server == pool_.active() &&
                (queued_bytes == 0 || queued_bytes > kPipeBacklogBytes)) {
                server->full = queued_bytes > 0;
            }
            return;
        }
        // The replay does not count against a fresh server.
        const bool full = queued_bytes > settings_.max_queue_bytes + server->replayed_bytes;
        Verdict verdict{verdict::Deadlocked{std::to_string(queued_bytes) + " bytes are waiting"}};
        if (server != pool_.active()) {
            if (full) standby_lost(verdict);
            return;
        }
        // A server that still reads, however slowly, gets time, as from a plain pipe.
        const std::uint64_t taken = server->written_bytes - queued_bytes;
        if (full != server->full || taken != server->taken_bytes) server->taken_at = now;
        if (full && !turn_.alarms.is_set(Alarm::kSample)) watchdog_.backlog_began(*server, turn_);
        server->full = full;
        server->taken_bytes = taken;
        if (!full) return;
        // A server whose work cannot be seen is not ended for not reading, and one that works will
        // read. If a text is uncertain the editor waits, as for a plain pipe.
        const Activity& activity = server->activity;
        const Time since = std::max(server->taken_at, now - activity.quiet(now));
        verdict.head.quiet = now - since;
        const bool reads_no_more = verdict.head.quiet >= settings_.stall.window;
        if (reads_no_more && activity.has_baseline() && documents_.all_trusted()) {
            active_lost(verdict, 1);
        } else {
            turn_.alarms.set(Alarm::kBacklog,
                             (reads_no_more ? now : since) + settings_.stall.window);
        }
    });
}

Effects& Engine::tick(Time now) {
    return turn(now, [&] {
        if (turn_.alarms.take_due(Alarm::kShutdown, now)) shutdown_overdue();
        if (turn_.alarms.take_due(Alarm::kSlow, now)) report_slow();
        if (const auto due = turn_.alarms.take_due(Alarm::kSample, now)) {
            watchdog_.sample(*due, pool_.both(), view_.asked, turn_);
        }
        if (turn_.alarms.take_due(Alarm::kProbe, now)) probe_lone_notifications();
        if (turn_.alarms.take_due(Alarm::kBeside, now)) watchdog_.look_beside(pool_.both(), turn_);
        if (turn_.alarms.take_due(Alarm::kSpawn, now)) {
            if (const auto plan = replacements_.take_planned(turn_)) spawn(*plan);
        }
        if (turn_.alarms.take_due(Alarm::kSettle, now)) diagnostics_settled();
        if (turn_.alarms.take_due(Alarm::kRetry, now)) try_returning_online();
        if (turn_.alarms.take_due(Alarm::kStale, now)) tell_of_disk();
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
        scene.waiting.push_back({p->id.raw(), p->method->name, turn_.now - p->received});
    }
    scene.open_documents = documents_.all().size();
    journal_.open(server.generation, verdict, std::move(scene), turn_);
}

void Engine::report_slow() {
    Fields busy_with;
    if (const auto head = pool_.active() ? pool_.active()->queue.head() : std::nullopt) {
        busy_with = {{"head", head->method}, {"work", pool_.active()->activity.last_work()}};
    }
    requests_.report_slow(busy_with, turn_);
}

/// Writes a message of the editor.
void Engine::write(Server& server, std::string_view bytes) {
    const Server::Written written = server.write(bytes, turn_);
    if (written == Server::Written::kWaits) return;
    turn_.relayed = turn_.relayed || pool_.is_active(server);
    if (written == Server::Written::kPassedOn) return;
    // The queued messages are new to it, so its silence until now means nothing.
    Watchdog::begin_window(server, "the editor sent the rest of a message", view_.asked, turn_);
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
