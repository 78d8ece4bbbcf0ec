// The core as one value: bytes, observations and a time in, effects out.
//
// It has no clock, thread, socket, log or file, so a session with all faults injected runs in
// microseconds, and a failure is replayed from its inputs. Effects are valid until the next call.
// After each call ask `next_wake()`.
//
// Only Engine knows all parts (proxy/README.md, "The arrows"): it asks the part in charge, and
// passes on the result. Its own functions are in engine.cpp (surface, alarms), engine_guard.cpp
// (exceptions), engine_editor.cpp and engine_stream.cpp (messages of the editor), engine_server.cpp
// (messages of a server), engine_backlog.cpp (unread bytes), engine_watch.cpp (verdicts),
// engine_remedies.cpp and engine_aftermath.cpp (remedies and their aftermath), engine_standby.cpp
// and engine_replace.cpp (a fresh server and the switch), engine_exit.cpp (a server that ended),
// engine_disk.cpp, engine_quarantine.cpp, engine_toggles.cpp, engine_commands.cpp (commands of a
// person), engine_status.cpp, engine_slow.cpp (slow requests), engine_trace.cpp, and engine_end.cpp
// (the end of the session).
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/effect.hpp"
#include "core/base/settings.hpp"
#include "core/base/turn.hpp"
#include "core/evidence/crash.hpp"
#include "core/evidence/incident_journal.hpp"
#include "core/mirror/documents.hpp"
#include "core/mirror/session.hpp"
#include "core/relay/proxy_commands.hpp"
#include "core/relay/request_table.hpp"
#include "core/relay/slow_log.hpp"
#include "core/report/status.hpp"
#include "core/servers/ladder.hpp"
#include "core/servers/quarantine.hpp"
#include "core/servers/replacements.hpp"
#include "core/servers/server_pool.hpp"
#include "core/servers/start.hpp"
#include "core/servers/watchdog.hpp"
#include "core/view/editor_view.hpp"
#include "core/workspace/disk_gate.hpp"
#include "core/workspace/workspace_monitor.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace core {

/// How a server ended.
struct ExitStatus {
    int code = 0;
    int signal = 0;                        ///< 0 unless a signal ended it
    std::string last_words = {};           ///< its final stderr: a crash, or the last lines
    bool out_of_memory = false;            ///< the kernel killed it to free memory
    std::uint64_t memory_limit_bytes = 0;  ///< the limit it exceeded; 0: that of the machine
};

class Engine {
  public:
    /// `seed` is random: it feeds the jitter of the budget, and is the session's part of its trace
    /// ids.
    Engine(Settings settings, std::uint64_t seed);
    ~Engine();

    /// Starts the first server.
    Effects& start(Time now);

    /// Returns the buffer for the next read from the editor; `editor_read` takes the bytes.
    std::span<char> editor_room() { return editor_input_.prepare(); }
    Effects& editor_read(std::size_t n, Time now);
    /// Handles the end of the editor's stream: everything ends.
    Effects& editor_closed(Time now);

    /// Returns the buffer for the next read from a server, even from one that is gone.
    /// `server_read` then processes the bytes.
    std::span<char> server_room(Generation generation) { return pool_.room(generation); }
    Effects& server_read(Generation generation, std::size_t n, Time now);
    /// Handles the end of a server's process, once its output has been read to the end.
    Effects& server_exited(Generation generation, const ExitStatus& status, Time now);
    /// Handles the goroutine stacks requested by an `effect::EndServer`.
    Effects& stacks_dumped(Generation generation, std::string_view dump, Time now);
    /// Handles the goroutine stacks of a command, requested by an `effect::SignalProcesses`.
    Effects& command_dumped(Generation generation, std::string_view dump, Time now);
    /// Handles the start of a server's process.
    Effects& server_started(Generation generation, Time now);
    Effects& spawn_failed(Generation generation, StartFault fault, const std::string& reason,
                          Time now);

    /// Handles the answer to `effect::Observe`.
    Effects& observed(Generation generation, const Snapshot& snapshot, Time now);
    /// Handles changes in the folders of `effect::WatchFolders`.
    Effects& disk_changed(const std::vector<DiskChange>& changes, Time now);
    /// Handles the answer to `effect::LookAtDisk`: all changes up to then have been reported.
    Effects& disk_looked(std::uint64_t number, Time now);
    /// Handles the answer to `effect::LookAtGo`: the go command that gopls finds, and a text that
    /// identifies its file. Both are empty without a go command.
    Effects& go_seen(const std::string& path, const std::string& identity, Time now);
    /// Handles the answer to `effect::RecallStarts`: how long a start usually takes.
    Effects& usual_start(const StartPhases& usual, Time now);
    /// Handles the number of bytes still to be written. Called whenever some are left over, and
    /// when none are left. `editor_backlog` is also called, with 0, if `waits_for_editor`.
    Effects& editor_backlog(std::size_t queued_bytes, Time now);
    bool waits_for_editor() const { return slow_log_.waits_for_editor(); }
    Effects& server_backlog(Generation generation, std::size_t queued_bytes, Time now);

    /// Handles the time that `next_wake()` returned, once it has come or passed.
    Effects& tick(Time now);
    /// Handles a signal that asks the proxy to exit.
    Effects& terminate(int signal, Time now);

    /// Executes a command of the control socket. An `effect::CommandDone` with this token follows,
    /// in this turn or a later one.
    Effects& control(std::uint64_t token, ProxyCommand command, Time now);

    /// For tests of failures: sets a function that each guarded step calls first, to throw.
    void set_fault_hook(std::function<void()> hook) { fault_hook_ = std::move(hook); }

    /// Returns when to call `tick`. Nothing if no alarm is set.
    std::optional<Time> next_wake() const { return turn_.alarms.next(); }
    /// Records how long the turn took, once its effects have been carried out.
    void turn_done(Duration took) {
        if (turn_.forwarded) turn_.metrics.added.record(took);
    }

    /// Returns a snapshot for an observer.
    Status status(Time now) const;
    /// Return the recorder of the session's trace (docs/tracing.md).
    Trace& trace() { return turn_.trace; }
    const History& history() const { return turn_.history; }
    /// Returns the requests that wait for their replies, the oldest first, as records of a trace.
    std::vector<TraceRecord> open_requests();
    const Metrics& metrics() const { return turn_.metrics; }
    const Documents& documents() const { return documents_; }
    /// Returns the server whose messages reach the editor; null while there is none.
    const Server* active() const { return pool_.active(); }
    const Server* standby() const { return pool_.standby(); }
    /// Returns the number of requests without a reply, as `Status::requests_in_flight`: without the
    /// proxy's own commands.
    std::size_t requests_in_flight() const;
    /// Returns how many messages of the editor have been processed. A message that waits for the
    /// disk, and those behind it, do not count.
    std::uint64_t messages_taken() const { return order_; }

  private:
    /// Why gopls is not replaced.
    static constexpr std::string_view kUncertainText = "the text of an open document is uncertain";
    /// Advice for a person.
    static constexpr std::string_view kHowToHeal =
        ". Close that document, or save it and open it again.";

    /// Time for gopls to exit by itself after the editor has left silently, or has sent `exit`
    /// while gopls does nothing. Also the time for a `shutdown` that gopls works on.
    static constexpr Duration kLastWordsTime = 5s;

    // engine.cpp
    /// Runs one call of the engine. No exception leaves it, and the effects up to an exception are
    /// carried out.
    template <class F>
    Effects& turn(Time now, F call) {
        begin_turn(now);
        if (!ended_) guarded(call);
        return finish_turn();
    }
    void begin_turn(Time now);
    Effects& finish_turn();
    void hand_out();
    void editor_frames();
    void server_frames(Server& server);
    void editor_frame(lsp::Frame& frame);
    bool watching() const { return turn_.watching(); }
    bool acting() const;
    bool gopls_has_run() const { return session_.phase >= Session::Phase::kInitialized; }
    void log(Event event) { turn_.log(std::move(event)); }
    /// Runs `f`. If it throws, counts and logs the exception and returns false. The message that
    /// the proxy's own logic cannot handle is then forwarded unchanged (docs/design.md, "Failures
    /// of the proxy").
    template <class F>
    bool guarded(F f) {
        turn_.relayed = false;
        try {
            if (fault_hook_) fault_hook_();
            f();
            return true;
        } catch (const std::exception& error) {
            internal_error(error);
            return false;
        }
    }
    void skip_garbage(Server& server);
    void write(Server& server, std::string_view bytes);
    void tell(Server& server, std::string_view method, std::string message);
    lsp::RequestId own_id();
    static bool is_own(const lsp::RequestId& id);
    void diagnostics_settled();
    void open_incident(const Verdict& verdict, const Server& server);

    // engine_guard.cpp
    void internal_error(const std::exception& error);
    void become_pipe();

    // engine_backlog.cpp
    void backlog_due(Time due);

    // engine_editor.cpp
    void from_editor(lsp::Frame& frame);
    void editor_request(const lsp::Envelope& envelope, const lsp::Frame& frame);
    void notification_with_id(const lsp::Envelope& envelope, const lsp::Frame& frame);
    void answer_for_gopls(Pending& pending);
    void editor_notification(const lsp::Envelope& envelope, const lsp::Frame& frame);
    void editor_response(const lsp::Envelope& envelope, const lsp::Frame& frame);
    void editor_opaque(const lsp::Frame& frame);
    void initialize_requested(const lsp::RequestId& id, const lsp::Frame& frame);
    void initialized(const lsp::Frame& frame);
    void session_runs();
    void cancel_requested(std::string_view params, const lsp::Frame& frame);
    void deliver(Server& server, Pending& pending, std::string_view frame);
    void notify(Server& server, lsp::MethodName method, std::string_view frame);
    bool is_of_withheld(lsp::MethodName method, std::string_view params);
    void configuration_answered(Server& server, const ServerRequest& asked) const;
    void answered_late(Server& server, const ServerRequest& asked, bool is_error);
    bool is_of_active(std::string_view progress_token) const;
    void mirror(lsp::MethodName method, std::string_view params);

    // engine_end.cpp
    void shutdown_requested();
    void shutdown_overdue();
    Pending* unanswered_shutdown();
    void answer_shutdown();
    void watch_no_more(std::string_view why);
    void exit_requested(const lsp::Frame& frame);
    void wait_for_last_replies();
    void leave();
    void fail_all(std::string_view why);
    void end_session(int code);

    // engine_toggles.cpp
    void switch_on_again(Server& server);
    void switch_on(Server& server, const std::string& folder, const std::string& named);
    void toggled(Server& server, const Pending& pending);
    void switched_on(Server& server, const lsp::RequestId& id, bool is_error);

    // engine_stream.cpp
    bool may_be_streamed(std::string_view front_of_body) const;
    void stream();
    void streamed(std::string_view frame);
    void end_stream();

    // engine_server.cpp
    void from_server(Server& server, lsp::Frame& frame);
    void server_response(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame);
    void server_request(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame);
    void server_notification(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame);
    void progress_reported(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame);
    bool holds_progress(Server& server, std::string_view params, std::string_view frame);
    void view_created(const Server& server, std::string_view params);
    void question_cancelled(const Server& server, lsp::Frame& frame);
    void initialize_answered(Server& server, const lsp::Envelope& envelope, lsp::Frame& frame);
    void initialize_refused(Server& server, const lsp::Frame& frame);
    void replacement_initialized(Server& server, const lsp::Envelope& envelope,
                                 const lsp::Frame& frame);
    void report_start(Server& server);
    void load_ended(Server& server);
    bool answer_from_memory(Server& server, const lsp::Envelope& envelope, std::string_view body);
    void fail(Pending& pending, lsp::ErrorCode code, std::string_view message, Outcome outcome);

    // engine_watch.cpp
    void judge_server(Server& server);
    bool is_beside(const Verdict& verdict) const;
    bool waits_for_active(const Server& server, const Verdict& verdict) const;
    lsp::RequestId send_probe(Server& server);
    void probe_soon(const Server& server);
    void probe_lone_notifications();

    // engine_remedies.cpp
    void report_stall(const Verdict& verdict, const Server& server);
    void record_remedy(const Server& server, const Verdict& verdict, RemedyKind remedy);
    void announce_remedies(const Verdict& verdict, const std::vector<RemedyKind>& remedies);
    std::string_view no_replacement_because() const;
    void act_on_finding(const Verdict& verdict);
    void queue_moved(Server& server);
    void aside_answered(Server& server);
    void episode_over(Server& server);
    bool may_replace_beside(const Server& server, const Verdict& verdict) const;
    void escalate(Server& server, const Verdict& verdict);
    void apply(Server& server, RemedyKind remedy, const Verdict& verdict);
    void answer_for_editor(Server& server);
    void reload_views(Server& server, bool view_may_be_lost = false);

    // engine_aftermath.cpp
    void watch_aftermath(Server& server, std::optional<RemedyKind> remedy);
    void aftermath_due();
    void plan_cure(Server& server);
    void cure_due();
    void cured();
    void diagnose_again(Server& server);
    void pass_on_late(Server& server);

    // engine_disk.cpp
    void release_held();
    void send_file_changes(std::vector<DiskChange> changes);
    bool ask_again_with_views(Server& server, Pending& pending, std::string_view body);
    bool may_be_asked_again(const Pending& pending) const;
    void ask_again(Server& server, Pending& pending);
    bool ask_again_after_reload(Server& server, Pending& pending, std::string_view body);
    void report_stale_files();
    void server_logged(Server& server, std::string_view params);
    void build_cache_failed(Server& server, const Verdict& verdict);

    // engine_quarantine.cpp
    void record_crash(const Crash& crash);
    std::string suspected_document();
    void answer_for_quarantined(Pending& pending);

    // engine_commands.cpp: commands of a person; empty, or why the command cannot be executed
    struct CommandResult {
        std::string problem;  ///< empty if it was executed
        std::string result = "null";
    };
    void proxy_command_requested(Pending& pending, ProxyCommand command);
    bool can_execute(ProxyCommand command) const;
    CommandResult execute(ProxyCommand command);
    std::string reload_asked();
    std::string restart_asked(CacheUse cache);
    std::string park_asked();
    std::string unpark_asked();
    void planned_due();
    void incident_asked();
    void keep_asked_incident();
    std::string incident_of_now();
    std::string status_text() const;

    // engine_status.cpp
    std::vector<SlowerPhase> slower_phases(const Server& server, const StartPhases& start) const;
    Status::Server status_of(const Server& server, Time now) const;

    // engine_slow.cpp
    void report_slow();
    void collect_slow();
    std::string meanwhile(const SlowRequest& request);
    void editor_reads(std::size_t queued_bytes, Time written);

    // engine_trace.cpp
    void trace_cancel(const lsp::RequestId& id, const Pending* pending);

    // engine_standby.cpp
    void plan_replacement(Replacements::Plan plan, const Verdict& verdict);
    void promote_return_standby(const Verdict& verdict);
    void spawn(const Replacements::Plan& plan);
    void not_started(Server& server, StartFault fault, const std::string& reason, int exit_code);
    void start_again(Server& server, Duration pause);
    void initialize(Server& server);
    std::vector<std::string> replay_order() const;
    void replay(Server& server);
    void try_returning_online();
    /// `told` is the final text of the editor's progress item.
    void drop_standby(std::string_view why, const std::string& told);
    void drop_unsure_standby();
    void standby_lost(const Verdict& verdict);
    void report_memory_limit(const Verdict& verdict);
    void open_circuit(const Verdict& verdict);

    // engine_replace.cpp
    void active_lost(const Verdict& verdict, int exit_code);
    bool works_again(const Server& server) const;
    void take_over_when_due();
    void take_over();
    static std::string mismatch_sentence(const Server& server);
    void promote_standby();
    void open_gate(Server& server);
    void reclaim_requests(Generation generation);
    bool fail_if_outdated(Pending& pending);
    void deliver_held(Server& server);
    void give_up(const std::string& why, int exit_code);

    const Settings settings_;
    Session session_;
    Turn turn_{settings_, session_};
    lsp::FrameReader editor_input_;
    Generation streams_to_ = 0;  ///< the server that receives the incomplete message
    Documents documents_;
    RequestTable requests_{settings_.slow, turn_.metrics};
    SlowLog slow_log_;
    EditorView view_;
    ServerPool pool_;
    Watchdog watchdog_;
    Replacements replacements_;
    IncidentJournal journal_;
    WorkspaceMonitor workspace_{settings_.storm};
    DiskGate disk_gate_;
    int cures_ = 0;               ///< reloads that did not cure an ended load
    bool editor_paused_ = false;  ///< as last requested from the shell
    bool input_waits_ = false;    ///< input behind a held message is not read any more
    Quarantine quarantine_;
    StartPhases usual_start_;  ///< of the first server of a session in this workspace
    std::uint64_t order_ = 0;  ///< counts the editor's messages
    std::uint64_t own_ids_ = 0;
    std::vector<std::uint64_t> incident_tokens_;  ///< of the control socket, waiting for a sample
    bool late_configuration_ = false;
    /// Messages of the editor that were not understood. Each may have been a request.
    std::size_t unaccounted_replies_ = 0;
    bool any_withheld_ = false;
    bool closing_ = false;  ///< the editor left without a message: gopls may still write
    int exit_code_ = 0;     ///< set once the editor has sent `exit`
    bool ended_ = false;
    bool fails_ = false;      ///< the second exception of the session occurred in this turn
    std::string last_error_;  ///< its message
    std::function<void()> fault_hook_;
};

}  // namespace core
