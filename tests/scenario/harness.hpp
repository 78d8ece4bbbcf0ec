// A session in virtual time with no process: the engine between a model of the
// editor and models of gopls. `passes` wakes the engine whenever it wants.
//
// After every step it asserts what holds at any moment: whole frames, replies to
// open requests only, nothing from or to a server that was ended, at most an
// active server and a standby, the editor's text in the active server, and events
// with the fields that docs/log.md names, which can be read back.
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

    /// The editor initializes, the first gopls answers and has loaded.
    void session_runs();
    /// Time goes by; the engine is woken when it wants to be.
    void passes(Duration duration);
    /// Nobody is awake for so long, then everything is late at once.
    void is_suspended_for(Duration duration);
    /// Hands on what the models have to say. Called by everything else here.
    void settle();

    Gopls& gopls(Generation generation);
    bool has_gopls(Generation generation) const { return servers_.contains(generation); }
    Generation newest() const { return servers_.empty() ? 0 : servers_.rbegin()->first; }
    /// The server whose messages reach the editor; 0 while there is none.
    Generation active() const { return engine.active() ? engine.active()->generation : 0; }
    Generation standby() const { return engine.standby() ? engine.standby()->generation : 0; }
    /// The process ends by itself.
    void dies(Generation generation, const core::ExitStatus& status);
    /// It prints its goroutines as it is ended.
    void dumps(Generation generation, std::string_view stacks);
    /// Its start fails.
    void cannot_start(Generation generation, const std::string& reason,
                      core::StartFault fault = core::StartFault::kMissing);
    /// The system tells of changes in a watched folder.
    void on_disk(const std::vector<core::DiskChange>& changes);
    void has_not_read(Generation generation, std::size_t bytes);

    void editor_goes();
    void editor_has_not_read(std::size_t bytes);
    void gets_signal(int signal);

    bool logged(const Logged& wanted) const { return times_logged(wanted) > 0; }
    std::size_t times_logged(const Logged& wanted) const;

    /// Called for every message of every server as its turn comes.
    Gopls::Script script;
    /// Called on every server as it is started.
    std::function<void(Gopls&)> on_spawn;

    core::Engine engine;
    Editor editor;
    std::vector<core::effect::SignalProcesses> signals;
    std::map<int, core::effect::Incident> incidents;  ///< as last written, by number
    std::vector<core::effect::PauseEditor> editor_pauses;
    std::vector<std::string> watched;     ///< folders of packages
    core::effect::WatchFolders watching;  ///< all that is watched
    /// What has changed on disk, and the system has reported: seen with the next look.
    std::vector<core::DiskChange> unseen;
    bool disk_answers = true;
    bool sees_processes = true;  ///< looks at processes come back
    std::vector<core::effect::LookAtDisk> disk_looks;
    std::string go_on_disk = "go";  ///< what the go command looks like; empty: there is none
    std::size_t looks = 0;
    std::optional<int> exit_code;
    core::Time now;
    /// Off in scenarios whose editor and proxy disagree on purpose about a text.
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
    std::size_t disk_looks_answered_ = 0;
    std::vector<Generation> to_report_gone_;
    std::vector<Event> log_;
    std::vector<std::string> transcript_;
    bool settling_ = false;
    std::size_t failed_at_start_;
    int exceptions_at_start_;
};

/// A frame's content, cut, for a transcript or a message of a failed test.
std::string shown(std::string_view bytes);

}  // namespace scenario
