#include "cli/clean/execute.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>

#include "app/gopls/executable.hpp"
#include "cli/refresh/run_steps.hpp"
#include "cli/trace/stop_signals.hpp"

namespace cli::clean {
namespace {

using namespace std::chrono_literals;

/// Holds the signals back by which a terminal stops a program, Ctrl-Z among them: editors would
/// wait for their gopls meanwhile.
class HeldStop {
  public:
    HeldStop() {
        sigset_t stop;
        sigemptyset(&stop);
        for (const int signal : {SIGTSTP, SIGTTIN, SIGTTOU}) sigaddset(&stop, signal);
        ::pthread_sigmask(SIG_BLOCK, &stop, &before_);
    }
    ~HeldStop() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    HeldStop(const HeldStop&) = delete;
    HeldStop& operator=(const HeldStop&) = delete;

  private:
    sigset_t before_{};
};

/// gopls ends within a moment; only a stopped one, or one in a system call, does not.
constexpr std::chrono::milliseconds kPatience = 5s;

class Execution {
  public:
    Execution(Run& run, const Place& place, const CacheFolders& folders)
        : run_(run), place_(place), folders_(folders) {}

    void park_gopls(const Facts& facts) {
        run_.acted = true;
        run_.outcomes.resize(run_.plan.items.size());
        for (const int proxy : run_.plan.to_park) {
            const auto session =
                std::find_if(facts.sessions.begin(), facts.sessions.end(),
                             [&](const SessionFacts& each) { return each.proxy_pid == proxy; });
            if (session != facts.sessions.end()) parkings_.emplace_back(*session, pause_);
        }
        look_at_signals();
    }

    void end_processes() {
        if (stop_) return;
        run_.ended = clean::end_processes(with_children(run_.plan.to_end, run_.inventory),
                                          kPatience, pause_);
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
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            keep_uses_of(not_parked(), run_.plan.items[i].candidate.uses, candidates[i].uses);
        }
        Options options = run_.options;
        options.kill_others = false;  // who is still there stays
        const std::vector<int> to_park = std::move(run_.plan.to_park);
        run_.plan = make_plan(options, std::move(candidates), facts.processes.known);
        run_.plan.to_park = to_park;
        run_.remaining = remaining_uses(run_.plan);
        protected_ = protected_folders(place_, inventory);
    }

    void purge_all(const Progress& progress) {
        for (std::size_t i = 0; i < run_.plan.items.size(); ++i) {
            const Item& item = run_.plan.items[i];
            if (item.decision != Item::Decision::kDelete) continue;
            run_.outcomes[i] = purge(item.candidate, place_.user, protected_, stop_,
                                     [&](Step, const io::Deletion& deletion) {
                                         look_at_signals();
                                         progress.deletes(item, deletion);
                                     });
        }
        run_.interrupted = stop_;
    }

    void refresh(const Progress& progress) {
        if (run_.refresh.steps.empty()) return;
        const auto keeps_going = [&] {
            look_at_signals();
            return !stop_;
        };
        const refresh::GoCommand go{app::find_on_path("go", place_.environment), place_.environment,
                                    std::chrono::seconds(run_.options.timeout_seconds)};
        run_.refresh.results =
            refresh::run_steps(run_.refresh.steps, run_.refresh.roots, go,
                               {[&](std::size_t step, auto since_start) {
                                    progress.refreshes(step, since_start);
                                    return keeps_going();
                                },
                                [&](const refresh::Step& step, const std::string& diff) {
                                    return progress.agrees(step, diff, keeps_going);
                                }});
        run_.interrupted = stop_;
    }

    void unpark_gopls(const Progress& progress) {
        for (Parking& parking : parkings_) parking.end();
        for (Parking& parking : parkings_) {
            parking.await_load([&](auto time) {
                progress.loads(parking.result());
                return pause_(time);
            });
            run_.parked.push_back(parking.result());
        }
    }

  private:
    std::vector<NotParked> not_parked() const {
        std::vector<NotParked> proxies;
        for (const Parking& parking : parkings_) {
            const Parked& parked = parking.result();
            if (!parked.problem.empty()) proxies.push_back({parked.proxy_pid, parked.problem});
        }
        return proxies;
    }

    void look_at_signals() {
        if (signals_.came()) stop_ = true;
    }

    Run& run_;
    const Place& place_;
    const CacheFolders& folders_;
    HeldStop held_;
    trace::StopSignals signals_;
    std::atomic<bool> stop_{false};
    Protected protected_;
    std::vector<Parking> parkings_;
    const Pause pause_ = [this](auto time) { return !signals_.wait(time) && !signals_.came(); };
};

}  // namespace

void execute(Run& run, const Facts& facts, const Place& place, const CacheFolders& folders,
             const Progress& progress) {
    Execution execution(run, place, folders);
    execution.park_gopls(facts);
    execution.end_processes();
    execution.verify();
    execution.purge_all(progress);
    execution.refresh(progress);
    execution.unpark_gopls(progress);
}

}  // namespace cli::clean
