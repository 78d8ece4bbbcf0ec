// A session in virtual time without processes: the real engine between a model editor and models of
// gopls. `passes` advances the time and wakes the engine whenever it asks for that.
//
// After every step the harness asserts the rules that always hold. Frames are whole. Replies answer
// open requests only. Ended servers send and receive nothing. At most one active server and one
// standby live. The active server has the editor's text. Events have the fields that docs/log.md
// documents, and can be parsed again.
//
// If any assertion fails while it lives, it prints its transcript when it is destroyed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine.hpp"
#include "scenario/editor_model.hpp"
#include "scenario/gopls_model.hpp"
#include "support/catch.hpp"
#include "support/logged.hpp"

namespace scenario {

using namespace std::chrono_literals;
using core::Duration;
using core::Event;
using core::Generation;
using support::Logged;

class World {
  public:
    explicit World(core::Settings settings = {});
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// The editor initializes, and the first gopls answers and loads.
    void session_runs();
    /// Advances the time, and wakes the engine whenever it asks for that.
    void passes(Duration duration);
    /// Suspends the machine for this long. Afterwards all timers are late at once.
    void is_suspended_for(Duration duration);
    /// Delivers the pending output of the models. All other steps call it.
    void settle();

    Gopls& gopls(Generation generation);
    bool has_gopls(Generation generation) const { return servers_.contains(generation); }
    Generation newest() const { return servers_.empty() ? 0 : servers_.rbegin()->first; }
    /// Returns the server whose messages reach the editor, or 0 if there is none.
    Generation active() const { return engine.active() ? engine.active()->generation : 0; }
    Generation standby() const { return engine.standby() ? engine.standby()->generation : 0; }
    /// The process exits by itself.
    void dies(Generation generation, const core::ExitStatus& status);
    /// The server prints its goroutines while it is being ended.
    void dumps(Generation generation, std::string_view stacks);
    /// The process of the server runs.
    void starts(Generation generation);
    /// The start of the server fails.
    void cannot_start(Generation generation, const std::string& reason,
                      core::StartFault fault = core::StartFault::kMissing);
    /// The system reports changes in a watched folder.
    void on_disk(const std::vector<core::DiskChange>& changes);
    void has_not_read(Generation generation, std::size_t bytes);

    void editor_goes();
    /// The editor has left this much of the proxy's output unread; 0: it has read everything.
    void editor_has_not_read(std::size_t bytes);
    void gets_signal(int signal);
    /// A program gives a command over the control socket. Returns its token.
    std::uint64_t is_told(core::ProxyCommand command);

    bool logged(const Logged& wanted) const { return times_logged(wanted) > 0; }
    std::size_t times_logged(const Logged& wanted) const;
    /// Returns the events with this name, in order.
    std::vector<Event> events(Event::Name name) const;

    /// Called for every message of every server just before the server handles it.
    Gopls::Script script;
    /// Called on every server when it starts.
    std::function<void(Gopls&)> on_spawn;

    core::Engine engine;
    Editor editor;
    std::vector<core::effect::SignalProcesses> signals;
    /// Ended commands of the control socket, by token.
    std::map<std::uint64_t, core::effect::CommandDone> commands_done;
    std::vector<core::effect::Loaded> starts_kept;    ///< those to be remembered
    std::optional<core::StartPhases> usual_start;     ///< of earlier sessions
    std::map<int, core::effect::Incident> incidents;  ///< the newest version, by number
    std::vector<core::effect::PauseEditor> editor_pauses;
    std::vector<std::string> watched;     ///< watched folders of packages
    core::effect::WatchFolders watching;  ///< everything watched
    /// Changes on disk that the system has reported and the engine has not read yet. The next check
    /// of the disk delivers them.
    std::vector<core::DiskChange> unseen;
    bool disk_answers = true;
    bool sees_processes = true;  ///< if false, samples of processes never arrive
    std::vector<core::effect::LookAtDisk> disk_looks;
    std::string go_on_disk = "go";  ///< identity of the go command on disk; empty if it is missing
    std::size_t looks = 0;
    std::optional<int> exit_code;
    core::Time now;
    /// False in scenarios in which the editor and the proxy deliberately disagree about a text.
    bool compares_texts = true;

  private:
    enum class Turn { kOwn, kServer };
    void carry_out(core::Effects& effects, Turn turn);
    void from_editor(std::string_view bytes);
    bool step();
    void check();
    void note(std::string line);
    void ended(const core::effect::EndServer& end);

    std::map<Generation, std::unique_ptr<Gopls>> servers_;
    std::vector<Generation> to_look_at_;
    bool to_look_at_go_ = false;
    bool to_recall_ = false;
    std::size_t disk_looks_answered_ = 0;
    std::size_t editor_unread_bytes_ = 0;
    std::uint64_t newest_command_ = 0;
    std::vector<Generation> to_report_gone_;
    std::vector<Event> log_;
    std::vector<std::string> transcript_;
    bool settling_ = false;
    std::size_t failed_at_start_;
    int exceptions_at_start_;
};

/// Returns the beginning of a frame's content, for transcripts and failure messages.
std::string shown(std::string_view bytes);

}  // namespace scenario
