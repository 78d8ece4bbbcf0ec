#include "cli/clean/execute.hpp"

#include <algorithm>
#include <atomic>

#include "cli/control/client.hpp"
#include "cli/trace/stop_signals.hpp"

namespace cli::clean {
namespace {

using namespace std::chrono_literals;

/// gopls ends within a moment; only a stopped one, or one in a system call, does not.
constexpr std::chrono::milliseconds kPatience = 5s;

class Execution {
  public:
    Execution(Run& run, const Place& place, const CacheFolders& folders)
        : run_(run), place_(place), folders_(folders) {}

    void end_processes() {
        run_.acted = true;
        run_.outcomes.resize(run_.plan.items.size());
        run_.ended = clean::end_processes(
            with_children(run_.plan.to_end, run_.inventory), kPatience,
            [this](auto time) { return !signals_.wait(time) && !signals_.came(); });
        look_at_signals();
    }

    /// Looks again who uses what: an editor may have started gopls again.
    void verify() {
        if (stop_) return;
        const Facts facts = read_facts(place_);
        const Inventory inventory = read_inventory(facts, place_, folders_);
        std::vector<Candidate> candidates;
        for (const Item& item : run_.plan.items) candidates.push_back(item.candidate);
        find_uses(candidates, facts, inventory);
        Options options = run_.options;
        options.kill_others = false;  // who is still there stays
        run_.plan = make_plan(options, std::move(candidates), facts.processes.known);
        run_.remaining = remaining_uses(run_.plan);
        protected_ = protected_folders(place_, inventory);
        sessions_ = facts.sessions;
    }

    void purge_all(const OnProgress& on_progress) {
        for (std::size_t i = 0; i < run_.plan.items.size(); ++i) {
            const Item& item = run_.plan.items[i];
            if (item.decision != Item::Decision::kDelete) continue;
            run_.outcomes[i] = purge(item.candidate, place_.user, protected_, stop_,
                                     [&](Step, const io::Deletion& deletion) {
                                         look_at_signals();
                                         on_progress(item, deletion);
                                     });
        }
        run_.interrupted = stop_;
    }

    /// A gopls whose cache is gone has the old state in memory only.
    void restart_gopls() {
        for (const int proxy : run_.plan.to_restart) {
            if (!has_lost_a_cache(proxy)) continue;
            const auto session =
                std::find_if(sessions_.begin(), sessions_.end(),
                             [&](const SessionFacts& facts) { return facts.proxy_pid == proxy; });
            if (session == sessions_.end()) {
                run_.restarts.push_back({proxy, "it has no control socket; restart its editor"});
                continue;
            }
            const auto reply = ask(session->socket, app::control::Command::kRestartClean);
            run_.restarts.push_back({proxy, reply ? "" : reply.error().message});
        }
    }

  private:
    void look_at_signals() {
        if (signals_.came()) stop_ = true;
    }

    bool has_lost_a_cache(int proxy) const {
        for (std::size_t i = 0; i < run_.plan.items.size(); ++i) {
            const auto& uses = run_.plan.items[i].candidate.uses;
            const bool is_used = std::any_of(
                uses.begin(), uses.end(), [&](const Use& use) { return use.proxy_pid == proxy; });
            const bool was_touched =
                run_.outcomes[i] && run_.outcomes[i]->state != Outcome::State::kRefused;
            if (is_used && was_touched) return true;
        }
        return false;
    }

    Run& run_;
    const Place& place_;
    const CacheFolders& folders_;
    trace::StopSignals signals_;
    std::atomic<bool> stop_{false};
    Protected protected_;
    std::vector<SessionFacts> sessions_;
};

}  // namespace

void execute(Run& run, const Place& place, const CacheFolders& folders,
             const OnProgress& on_progress) {
    Execution execution(run, place, folders);
    execution.end_processes();
    execution.verify();
    execution.purge_all(on_progress);
    execution.restart_gopls();
}

}  // namespace cli::clean
