// The shell: the only interpreter of the core's effects. It owns the loop, the streams and the
// processes. It passes events to the engine and carries out the effects that the engine returns. It
// makes no decisions.
//
// Its parts: shell.cpp (the loop, the editor), shell_starts.cpp and shell_servers.cpp (processes),
// shell_incidents.cpp, shell_control.cpp.
#pragma once

#include <cassert>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/control/server.hpp"
#include "app/disk/watch.hpp"
#include "app/environment.hpp"
#include "app/gopls/cache_leases.hpp"
#include "app/gopls/server_process.hpp"
#include "app/incidents/recorder.hpp"
#include "app/log.hpp"
#include "app/shell_looks.hpp"
#include "app/start_history.hpp"
#include "core/engine.hpp"
#include "io/background.hpp"
#include "io/guardian.hpp"
#include "io/loop.hpp"
#include "io/memory_group.hpp"
#include "io/processes.hpp"
#include "io/signals.hpp"
#include "io/stderr_sink.hpp"
#include "io/stream.hpp"
#include "io/timer.hpp"
#include "observability/gopls_spans/receiver.hpp"
#include "observability/metrics/exporter.hpp"
#include "observability/otlp/exporter.hpp"
#include "observability/web/dashboard.hpp"

namespace app {

/// The parameters of a session.
struct ShellOptions {
    Configured configured;
    Environment environment;
    std::string gopls;                          ///< path of the real gopls, as found first
    std::vector<std::string> server_arguments;  ///< the editor's, with `-remote` handled already
    std::string mark;                           ///< in the environment of every server
    /// gopls may start a daemon that other editors share: it gets no mark, and outlives the
    /// session.
    bool shares_daemon = false;
    std::string state_folder;  ///< empty: there is none, and incidents are not recorded
    std::string cache_folder;  ///< empty: there is none, and gopls uses its ordinary caches
    /// Where to try to open the control socket; empty: without one.
    std::vector<std::filesystem::path> control_folders;
    observability::otlp::Settings otlp;
    /// What the log has said so far; null if it is not exported.
    std::shared_ptr<observability::otlp::LogLines> log_lines;
};

class Shell {
  public:
    Shell(ShellOptions options, Log log);
    ~Shell();

    /// Serves one editor on stdin and stdout; returns the exit code.
    int run();

  private:
    struct Slot {
        std::unique_ptr<ServerProcess> process;  ///< null while its start waits for a disk
        std::string held;                        ///< input queued until it has started
        bool close_held = false;                 ///< close its input after `held`
        bool paused = false;                     ///< its output is not read
        std::string cache_path;
        Environment environment;
        std::string incident;                 ///< id of the incident that its dump belongs to
        io::KillsBefore kills;                ///< in its control group
        std::unique_ptr<io::Timer> examined;  ///< runs while the cause of its death is determined
    };

    core::Time now() const { return core::Time(loop_.now()); }
    bool open_editor();
    /// The only way into the engine. Calls it, carries out the effects, reports the bytes still
    /// queued, and arms the timer for its next wake.
    template <class... Parameters, class... Arguments>
    void turn(core::Effects& (core::Engine::*call)(Parameters...), const Arguments&... arguments) {
        assert(!carrying_out_ && "its effects would hold no longer");
        const core::Time began = now();
        carry_out((engine_.*call)(arguments..., began));
        end_turn(began);
    }
    /// Carries out the effects of a call into the engine, and the calls that follow from them.
    void carry_out(core::Effects& effects);
    void not_carried_out(const core::Effect& effect, const std::exception& error);
    /// Writes to the log and to stderr.
    void report_internal_error(const std::string& why);
    void end_turn(core::Time began);
    void report_backlogs();
    void arm();

    void apply(core::effect::WriteEditor& effect);
    void apply(core::effect::WriteServer& effect);
    void apply(core::effect::Spawn& effect);
    void apply(core::effect::CloseInput& effect);
    void apply(core::effect::EndServer& effect);
    void apply(core::effect::SignalProcesses& effect);
    void apply(core::effect::Observe& effect);
    void apply(core::effect::PauseServer& effect);
    void apply(core::effect::PauseEditor& effect);
    void apply(core::effect::WatchFolders& effect);
    void apply(core::effect::LookAtDisk& effect);
    void apply(core::effect::LookAtGo& effect);
    void apply(core::effect::Log& effect);
    void apply(core::effect::Loaded& effect);
    void apply(core::effect::RecallStarts& effect);
    void apply(core::effect::Incident& effect);
    void apply(core::effect::CommandDone& effect);
    void apply(core::effect::Exit& effect);

    void dump_command(core::Generation generation, io::ProcessIdentity command,
                      io::ProcessIdentity reader, const std::string& incident,
                      std::function<void()> then);
    /// Returns the server if it has been started, else nullptr.
    ServerProcess* started(core::Generation generation);
    void read_program(const core::effect::Spawn& effect, std::function<void()> then);
    void not_started(const core::effect::Spawn& effect, const StartError& error);
    void start_slot(const core::effect::Spawn& effect, const CacheLease& lease);
    /// Returns all options but the program.
    io::ChildOptions traced(io::ChildOptions child);
    io::ChildOptions child_options(const core::effect::Spawn& effect, const CacheLease& lease,
                                   std::vector<std::string> environment) const;
    void ask_for_stacks(core::Generation generation, std::uint16_t port);
    boost::system::result<std::unique_ptr<ServerProcess>, StartError> start_server(
        core::Generation generation, io::ChildOptions child, const std::string& mark);
    void look_for_gopls();
    void share_cache_of_newest();
    void note_oom_kills(core::Generation generation);
    void examine_kill(core::Generation generation, core::ExitStatus status);
    void log_last_words(core::Generation generation, const std::string& stderr_tail);
    void report_gone(core::Generation generation, const core::ExitStatus& status);
    incidents::RecorderOptions recorder_options() const;
    incidents::RecorderEvents incident_events();
    ServerEvents events_of(core::Generation generation);
    void server_ended(core::Generation generation, const std::vector<std::string>& survivors);
    void start_guardian();
    void open_gopls_spans();
    void open_control_socket();
    void open_metrics();
    void open_otlp();
    std::vector<int> leaders() const;
    control::Snapshot snapshot() const;
    control::TracePart trace_part(const core::Trace& trace, std::uint64_t from, std::size_t most);
    /// Returns this session for an observer.
    observability::Session observed_session();
    void open_dashboard(const observability::DashboardRequest& request,
                        std::function<void(control::Done)> done);
    void execute(core::ProxyCommand command, std::function<void(control::Done)> done);
    void leave_if_done();
    void leave();
    /// Calls back once the current effects are carried out.
    void later(std::function<void()> call) {
        if (!carrying_out_) return call();
        calls_.push_back(std::move(call));
    }

    ShellOptions options_;
    Log log_;
    io::Loop loop_;
    io::Timer timer_;
    io::Timer leave_timer_;
    io::Timer ended_timer_;
    std::unique_ptr<io::Guardian> guardian_;  ///< null if it cannot be started
    int guardians_lost_ = 0;
    io::Background background_;
    DiskWatch disk_;
    Looks looks_;
    bool looking_at_go_ = false;
    bool looking_for_gopls_ = false;
    bool looking_at_memory_ = false;
    CacheLeases caches_;
    incidents::Recorder incidents_;
    StartRecord start_record_;
    io::StderrSink stderr_;
    core::Engine engine_;
    std::unique_ptr<io::Stream> editor_in_;
    std::unique_ptr<io::Stream> editor_out_;
    std::vector<std::unique_ptr<io::SignalWatch>> signals_;
    std::map<core::Generation, Slot> servers_;
    std::map<core::Generation, Slot> ending_;
    std::vector<Slot> ended_;  ///< destroyed once their own callback has returned
    std::vector<std::function<void()>> calls_;
    std::optional<core::Time> armed_for_;
    /// Since when the program at `ShellOptions::gopls` is missing.
    std::optional<core::Time> gopls_away_since_;
    bool program_hangs_ = false;  ///< its file system does not answer
    std::string other_gopls_;     ///< started while the first is missing; empty: none was found
    std::string active_cache_;
    core::Generation newest_ = 0;  ///< of the servers started so far
    bool all_ended_ = true;        ///< of the servers that are gone
    std::optional<int> exit_code_;
    bool only_writes_ = false;  ///< only writing is left before it leaves
    bool leaving_ = false;
    bool editor_stalled_ = false;
    bool carrying_out_ = false;
    /// Commands of the control socket that have not ended yet, by token.
    std::map<std::uint64_t, std::function<void(control::Done)>> commands_;
    std::uint64_t newest_command_ = 0;
    /// Null unless `trace.gopls` is on.
    std::shared_ptr<observability::gopls_spans::Store> gopls_spans_;
    std::unique_ptr<observability::gopls_spans::Receiver> spans_receiver_;
    bool gopls_has_otel_ = false;  ///< whether the program at `ShellOptions::gopls` can send them
    bool told_of_otel_ = false;
    control::Json about_;  ///< of each status: the proxy
    std::unique_ptr<control::Server> control_;
    std::string metrics_address_;  ///< where the endpoint listens; empty without one
    std::unique_ptr<observability::metrics::Exporter> metrics_;
    std::unique_ptr<observability::otlp::Exporter> otlp_;  ///< null unless a collector is named
    std::unique_ptr<observability::web::Dashboard> dashboard_;  ///< once somebody has opened it
};

}  // namespace app
