#include "cli/clean/stop.hpp"

#include <algorithm>
#include <csignal>

#include "io/processes.hpp"

namespace cli::clean {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kStep = 50ms;
/// A killed process is gone at once, unless it waits for a device.
constexpr std::chrono::milliseconds kAfterKill = 2s;

bool is_listed(const std::vector<Use>& processes, int pid) {
    return std::any_of(processes.begin(), processes.end(),
                       [&](const Use& use) { return use.pid == pid; });
}

/// Sets `is_gone`. Returns whether all are gone.
bool look_at(std::vector<Ended>& all) {
    for (Ended& ended : all) {
        ended.is_gone =
            ended.is_gone || !io::is_running(ended.process.pid, ended.process.start_ticks);
    }
    return std::all_of(all.begin(), all.end(), [](const Ended& ended) { return ended.is_gone; });
}

/// Returns whether all are gone within `time`.
bool wait_for(std::vector<Ended>& all, std::chrono::milliseconds time, const Pause& pause) {
    for (; !look_at(all); time -= kStep) {
        if (time <= 0ms || !pause(kStep)) return false;
    }
    return true;
}

}  // namespace

std::vector<Use> with_children(std::vector<Use> processes, const Inventory& inventory) {
    const std::vector<Use> leaders = processes;
    for (const Companion& companion : inventory.companions) {
        const io::UserProcess& process = companion.process;
        if (companion.sort != Companion::Sort::kGo || is_listed(processes, process.pid) ||
            !is_listed(leaders, companion.gopls_pid)) {
            continue;
        }
        Use use;
        use.pid = process.pid;
        use.start_ticks = process.start_ticks;
        use.name = process.name;
        use.evidence = "gopls " + std::to_string(companion.gopls_pid) + " started it";
        use.may_be_ended = true;
        processes.push_back(std::move(use));
    }
    return processes;
}

std::vector<Ended> end_processes(const std::vector<Use>& processes,
                                 std::chrono::milliseconds patience, const Pause& pause) {
    std::vector<Ended> all;
    for (const Use& use : processes) {
        all.push_back({use});
        io::signal_process(use.pid, use.start_ticks, SIGTERM);
    }
    if (wait_for(all, patience, pause)) return all;
    if (!pause(0ms)) return all;
    for (Ended& ended : all) {
        if (ended.is_gone) continue;
        ended.was_killed =
            io::signal_process(ended.process.pid, ended.process.start_ticks, SIGKILL);
    }
    wait_for(all, kAfterKill, pause);
    return all;
}

}  // namespace cli::clean
