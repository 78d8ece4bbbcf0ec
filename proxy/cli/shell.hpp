// The one interpreter of the core's effects: it owns the loop, the streams and
// the processes, feeds the engine what happens, and carries out what it
// returns. It decides nothing.
//
// Its parts: shell.cpp (the loop, the editor), shell_servers.cpp (processes), shell_incidents.cpp.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/cache_choice.hpp"
#include "cli/config/configured.hpp"
#include "cli/disk_watch.hpp"
#include "cli/environment.hpp"
#include "cli/incidents/recorder.hpp"
#include "cli/log.hpp"
#include "cli/server_process.hpp"
#include "core/engine.hpp"
#include "io/background.hpp"
#include "io/cache_store.hpp"
#include "io/loop.hpp"
#include "io/processes.hpp"
#include "io/signals.hpp"
#include "io/stderr_sink.hpp"
#include "io/stream.hpp"
#include "io/timer.hpp"

namespace cli {

/// What a session is made of.
struct ShellOptions {
    Configured configured;
    Environment environment;
    std::string gopls;                          ///< path of the real one, as it was found last
    std::vector<std::string> server_arguments;  ///< as the editor gave them, `-remote` decided
    std::string mark;                           ///< in the environment of every server
    std::string state_folder;
    std::string cache_folder;
};

class Shell {
  public:
    Shell(ShellOptions options, Log log);
    ~Shell();

    /// Serves one editor on stdin and stdout; returns the exit code.
    int run();

  private:
    struct Slot {
        std::unique_ptr<ServerProcess> process;
        std::string cache_path;
        Environment environment;
        std::string incident;                    ///< id of the one that its dump belongs to
        std::optional<std::uint64_t> oom_kills;  ///< in its control group, when it was started
        std::unique_ptr<io::Timer> examined;     ///< while it is found out who killed it
        bool observing = false;
    };

    core::Time now() const { return core::Time(loop_.now()); }
    bool open_editor();
    /// Carries out the effects of a call into the engine, and of the calls that these lead to.
    void carry_out(core::Effects& effects);
    void turn(core::Effects& effects, core::Time began);
    void arm();
    void report_backlogs();

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
    void apply(core::effect::Incident& effect);
    void apply(core::effect::Exit& effect);

    void dump_command(core::Generation generation, io::ProcessIdentity command,
                      io::ProcessIdentity reader, std::function<void()> then);
    io::ChildOptions child_options(const core::effect::Spawn& effect, const CacheLease& lease,
                                   std::vector<std::string> environment) const;
    void ask_for_stacks(core::Generation generation, std::uint16_t port);
    void look_for_gopls();
    void note_oom_kills(core::Generation generation);
    void examine_kill(core::Generation generation, core::ExitStatus status);
    void report_gone(core::Generation generation, const core::ExitStatus& status);
    incidents::RecorderOptions recorder_options() const;
    incidents::RecorderEvents incident_events();
    ServerEvents events_of(core::Generation generation);
    void server_ended(core::Generation generation, const std::vector<std::string>& survivors);
    void leave_if_done();
    void later(std::function<void()> call) { calls_.push_back(std::move(call)); }

    ShellOptions options_;
    Log log_;
    io::Loop loop_;
    io::Timer timer_;
    io::Timer leave_timer_;
    io::Timer ended_timer_;
    io::Background background_;
    DiskWatch disk_;
    bool looking_at_go_ = false;
    bool looking_for_gopls_ = false;
    io::CacheStore caches_;
    incidents::Recorder incidents_;
    io::StderrSink stderr_;
    core::Engine engine_;
    std::unique_ptr<io::Stream> editor_in_;
    std::unique_ptr<io::Stream> editor_out_;
    std::vector<std::unique_ptr<io::SignalWatch>> signals_;
    std::map<core::Generation, Slot> servers_;
    std::map<core::Generation, Slot> ending_;
    std::vector<Slot> ended_;  ///< to be destroyed once their own callback has returned
    std::vector<std::function<void()>> calls_;
    io::GoPrograms programs_;  ///< of the processes that were looked at
    std::optional<core::Time> armed_for_;
    std::string active_cache_;
    std::optional<int> exit_code_;
    bool editor_stalled_ = false;
    bool carrying_out_ = false;
};

}  // namespace cli
