// A session without processes, in virtual time: the real Engine between a model editor and models
// of gopls. Bytes are delivered in random pieces, and the oracle sees every message.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/engine.hpp"
#include "simulation/choices.hpp"
#include "simulation/editor.hpp"
#include "simulation/gopls.hpp"
#include "simulation/oracle.hpp"
#include "simulation/plan.hpp"
#include "simulation/statistics.hpp"

namespace simulation {

class World {
  public:
    /// `tells`: keeps a transcript.
    World(std::uint64_t seed, Statistics& statistics, bool tells);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// Runs one step of the plan. Throws Violation.
    void apply(const Step& step);
    /// Ends all faults, waits until every request is answered and the session is at rest, and shuts
    /// it down. Throws Violation.
    void finish();

    bool over() const { return exit_code_.has_value(); }
    const std::vector<std::string>& transcript() const { return transcript_; }

  private:
    /// `reads_from` is the server whose output this turn reads, 0 for none.
    void carry_out(core::Effects& effects, Generation reads_from);
    void act(const core::effect::WriteEditor& e);
    void act(const core::effect::WriteServer& e);
    void act(const core::effect::Spawn& e);
    void act(const core::effect::CloseInput& e);
    void act(const core::effect::EndServer& e);
    void act(const core::effect::SignalProcesses& e);
    void act(const core::effect::Observe& e);
    void act(const core::effect::PauseServer& e);
    void act(const core::effect::PauseEditor& e) { editor_paused_ = e.paused; }
    void act(const core::effect::WatchFolders&) {}
    void act(const core::effect::LookAtDisk& e);
    void act(const core::effect::LookAtGo&) { look_at_go_ = true; }
    void act(const core::effect::Log& e);
    void act(const core::effect::Loaded&) {}
    void act(const core::effect::RecallStarts&) {}
    void act(const core::effect::Incident&) {}
    void act(const core::effect::CommandDone&) {}
    void act(const core::effect::Exit& e);

    // Delivery, in world_delivery.cpp.
    void pass(Duration duration);
    void pump(bool all);
    bool deliver_something();
    bool deliver_from_disk();
    bool editor_speaks() const {
        return editor_.in_transit() && !editor_paused_ && !editor_gone_ && !editor_stopped_;
    }
    void deliver_from_editor(std::size_t most);
    void deliver_from(Gopls& server);
    void report_gone(Gopls& server);
    void report_backlog(Gopls& server);
    void tick();
    void look(Generation generation);
    void live();
    std::optional<Time> next_event() const;

    // Steps, in steps_of_editor.cpp and steps_of_gopls.cpp.
    void editor_step(StepKind kind);
    void edit();
    void stop_mid_message();
    void ask();
    void park_or_unpark();
    void gopls_step(StepKind kind);
    void die(Gopls& server, bool within_message);
    void reply_oddly(Gopls& server);
    void starts_fail();
    void server_asks(Gopls& server);
    void time_step(StepKind kind);
    Gopls* some_server();
    void end_by(StepKind kind);

    void resolve();
    bool at_rest() const;
    bool nobody_waits() const;
    bool may_end();
    void shut_down();
    void note(const char* what, std::string_view bytes);
    template <class F>
    void turn(F f, Generation reads_from = 0, std::size_t bytes = 0) {
        oracle_.disk_hangs(!disk_looks_.empty() && now_ - disk_looks_.front().asked >= 200ms);
        oracle_.turn_begins(reads_from, bytes);
        carry_out(f(), reads_from);
    }

    struct Look {
        Generation generation;
        Time due;
    };
    struct DiskLook {
        std::uint64_t number;
        Time asked;
        Time due;
    };

    const core::Settings settings_;
    Statistics& statistics_;
    const bool tells_;
    Choices choices_;
    Time now_;
    Surroundings around_;
    core::Engine engine_;
    Editor editor_;
    Servers servers_;
    Oracle oracle_;
    std::vector<Look> looks_;
    std::vector<DiskLook> disk_looks_;
    bool disk_changed_ = false;    ///< and not reported to the proxy yet
    std::deque<Message> untaken_;  ///< written by the editor, not taken by the engine yet
    std::uint64_t taken_ = 0;
    std::map<Generation, std::string> to_server_;  // beginning of an incomplete message
    std::string to_editor_;
    std::set<Generation> reported_gone_;
    std::set<Generation> server_paused_;
    std::map<Generation, std::size_t> backlog_;
    std::vector<Generation> dumps_;
    std::vector<std::string> transcript_;
    std::optional<int> exit_code_;
    std::string end_ = "shutdown";
    std::map<Generation, core::StartFault> failed_to_start_;
    Generation last_active_ = 0;
    bool ending_ = false;  ///< in this turn
    bool leaves_ = false;  ///< the editor wants the session to end
    bool editor_paused_ = false;
    bool editor_gone_ = false;
    bool editor_stopped_ = false;
    bool look_at_go_ = false;
    std::string go_ = "go";
    std::size_t failing_starts_ = 0;  ///< how many of the next starts fail
    core::StartFault start_fault_ = core::StartFault::kLasting;
    std::size_t steps_ = 0;
    std::size_t switches_ = 0;
};

/// Runs a plan. Returns the violation, or nothing. Fills `transcript` if it is given.
std::optional<std::string> run(const Plan& plan, Statistics& statistics,
                               std::vector<std::string>* transcript = nullptr);

}  // namespace simulation
