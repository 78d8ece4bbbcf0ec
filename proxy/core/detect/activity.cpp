#include "core/detect/activity.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "core/detect/child_commands.hpp"
#include "core/detect/network_wait.hpp"
#include "core/detect/verdict.hpp"

namespace core {
namespace {

/// Share of a core above which gopls counts as working. A stuck gopls, with ten keys a second typed
/// into it, used 0.9 % (docs/gopls-facts.md, "Processes").
constexpr double kLeaderCpuShare = 0.025;
/// CPU time that a stuck gopls needs to read one message: 43 ms for 50 (docs/gopls-facts.md,
/// "Processes").
constexpr Duration kReadingAMessage = 1ms;
/// Bytes per second that a stuck gopls reads for its own housekeeping (wake-up events).
constexpr double kLeaderIdleReadsPerSecond = 2048;
/// A process with less CPU time than this has not run: it was only accounted for.
constexpr Duration kChildCpu = 1ms;
constexpr Duration kStarved = 10ms;
/// Limits for a command that gives up a host and tries the same or another host again. Measured in
/// the go command: a few ms and 11 bytes read, less than the smallest answer.
constexpr Duration kKnockingCpu = 50ms;
constexpr std::uint64_t kKnockingReads = 64;
/// The resolver rereads its settings and the host table for each query.
constexpr std::uint64_t kResolvingReads = 4 << 10;

/// Whether the process waits for hosts of which none has sent anything yet. A go command gives up
/// after ten seconds and tries the next module, for all of its modules: that is not progress.
///
/// `before`: whether it did so in the previous sample. For a new connection the bytes received are
/// not known yet.
bool knocks(const Process& process, bool before) {
    bool waits = false;
    for (const Socket& socket : process.sockets) {
        const NetworkPhase phase = phase_of(socket);
        if (phase == NetworkPhase::kNone) continue;
        const bool mute = socket.received_bytes ? *socket.received_bytes == 0 : before;
        if (phase == NetworkPhase::kSilent && !mute) return false;
        waits = true;
    }
    return waits;
}

bool has_connection(const Process& process) {
    return std::any_of(process.sockets.begin(), process.sockets.end(), [](const Socket& socket) {
        return phase_of(socket) != NetworkPhase::kNone;
    });
}

/// Maps each pid to the child of the server that the process is or descends from. An orphan maps to
/// itself.
std::unordered_map<int, int> commands_of(const Snapshot& snapshot) {
    const int server = snapshot.processes.front().ref.pid;
    std::unordered_map<int, int> parents;
    for (const Process& process : snapshot.processes) parents[process.ref.pid] = process.parent;
    std::unordered_map<int, int> commands;
    for (const Process& process : snapshot.processes) {
        int top = process.ref.pid;
        if (top == server) continue;
        for (std::size_t steps = parents.size(); steps > 0; --steps) {
            const int parent = parents[top];
            if (parent == server || !parents.contains(parent)) break;
            top = parent;
        }
        commands[process.ref.pid] = top;
    }
    return commands;
}

}  // namespace

void Activity::restart_window(Time now, std::string why) {
    watched_since_ = now;
    for (auto& [pid, command] : commands_) {
        command.last_work = now;
        command.what = why;
    }
    worked(now, std::move(why));
}

void Activity::worked(Time now, std::string what) {
    last_work_ = now;
    what_ = std::move(what);
}

void Activity::forget_baseline(Time now) {
    seen_.clear();
    commands_.clear();
    watched_since_ = now;
}

void Activity::command_worked(int pid, Time now, const std::string& what) {
    const auto command = commands_.find(pid);
    if (command == commands_.end()) return;
    command->second.last_work = now;
    command->second.what = what;
}

/// Adds new commands to the records and removes those that are gone. At a first sample a command
/// counts as present and quiet since observation began.
void Activity::record_commands(const Snapshot& snapshot, const std::unordered_map<int, int>& tops,
                               Time now) {
    const Time since = seen_.empty() ? watched_since_ : now;
    std::unordered_map<int, Command> commands;
    for (const Process& process : snapshot.processes) {
        const int pid = process.ref.pid;
        const auto top = tops.find(pid);
        if (top == tops.end() || top->second != pid || is_telemetry(process)) continue;
        const auto known = commands_.find(pid);
        const bool same =
            known != commands_.end() && known->second.start_ticks == process.ref.start_ticks;
        commands[pid] = same ? std::move(known->second)
                             : Command{process.ref.start_ticks, since, since, "it was started", {}};
    }
    commands_ = std::move(commands);
}

std::vector<ObservedCommand> Activity::commands(Time now) const {
    std::vector<ObservedCommand> commands;
    for (const auto& [pid, command] : commands_) {
        std::optional<Duration> since_connected;
        if (command.connected) since_connected = now - *command.connected;
        commands.push_back({pid, now - command.last_work, now - command.first_seen, command.what,
                            since_connected});
    }
    return commands;
}

std::optional<Duration> Activity::quiet_of_command(int pid, Time now) const {
    const auto command = commands_.find(pid);
    if (command == commands_.end()) return {};
    return now - command->second.last_work;
}

std::string Activity::leader_work(const Process& process, const Seen& before, Duration elapsed) {
    const Duration cpu = process.cpu - before.cpu;
    const auto read = static_cast<std::int64_t>(process.read_chars - before.read_chars);
    const std::int64_t beyond = read - unread_bytes_;
    // Bytes that it has not read yet stay in its account for the next sample.
    unread_bytes_ = std::max<std::int64_t>(0, -beyond);
    const Duration reading = messages_ * kReadingAMessage;
    if (seconds(cpu - reading) > kLeaderCpuShare * seconds(elapsed)) {
        return "gopls ran for " + human(cpu);
    }
    if (static_cast<double>(beyond) > kLeaderIdleReadsPerSecond * std::max(seconds(elapsed), 0.2)) {
        return "gopls read " + std::to_string(beyond) + " bytes";
    }
    return {};
}

bool Activity::only_knocks(const Process& process, const Seen& before) {
    if (process.cpu - before.cpu >= kKnockingCpu) return false;
    // Between two attempts it has no connection for a moment.
    if (!knocks(process, before.knocking) && (!before.knocking || has_connection(process)))
        return false;
    const bool resolves = std::any_of(
        process.sockets.begin(), process.sockets.end(),
        [](const Socket& socket) { return phase_of(socket) == NetworkPhase::kResolving; });
    const std::uint64_t read = process.read_chars - before.read_chars;
    return read < (resolves ? kResolvingReads : kKnockingReads);
}

std::string Activity::child_work(const Process& process, const Seen& before) {
    if (process.cpu - before.cpu >= kChildCpu) {
        return command_line(process) + " ran for " + human(process.cpu - before.cpu);
    }
    if (process.read_chars != before.read_chars || process.write_chars != before.write_chars) {
        return command_line(process) + " did I/O";
    }
    return {};
}

/// Walking folders on a slow disk or a network file system uses almost no CPU and transfers no
/// bytes through read(2).
std::string Activity::disk_work(const Process& process, const Seen& before) {
    if (process.disk_read_bytes != before.disk_read_bytes) {
        return command_line(process) + " read from disk";
    }
    if (process.state == 'D' && process.blocked_turns != before.blocked_turns) {
        return command_line(process) + " waited for a file";
    }
    return {};
}

std::string Activity::starvation(const Process& process, const Seen& before, int messages) {
    if (process.state != 'R' && process.state != 'D') return {};
    // Reading a message may have to wait for a CPU as well.
    if (process.run_delay - before.run_delay >= kStarved * (1 + messages)) {
        return command_line(process) + " waited for a CPU";
    }
    if (process.major_faults != before.major_faults) return command_line(process) + " paged in";
    return {};
}

void Activity::observe(const Snapshot& snapshot, Time now) {
    const bool baseline = seen_.empty();
    const Duration elapsed = now - std::exchange(last_look_, now);
    latest_ = snapshot;
    if (!snapshot.known || snapshot.processes.empty()) return;

    const auto before_of = [this](const Process& process) -> const Seen* {
        const auto it = seen_.find(process.ref.pid);
        const bool known = it != seen_.end() && it->second.first == process.ref.start_ticks;
        return known ? &it->second.second : nullptr;
    };
    const auto knocks_now = [&](const Process& process) {
        const Seen* before = before_of(process);
        return !is_telemetry(process) && knocks(process, before != nullptr && before->knocking);
    };
    const auto children =
        std::span(snapshot.processes).subspan(std::min<std::size_t>(1, snapshot.processes.size()));
    const bool a_child_knocks = std::any_of(children.begin(), children.end(), knocks_now);
    const auto tops = commands_of(snapshot);
    record_commands(snapshot, tops, now);
    std::string work;
    std::unordered_map<int, std::pair<std::uint64_t, Seen>> seen;
    for (const Process& process : snapshot.processes) {
        if (is_telemetry(process)) continue;
        const bool leader = &process == &snapshot.processes.front();
        std::string sign;
        if (const Seen* before = before_of(process)) {
            sign = leader ? leader_work(process, *before, elapsed) : child_work(process, *before);
            if (sign.empty()) sign = disk_work(process, *before);
            if (sign.empty()) sign = starvation(process, *before, leader ? messages_ : 0);
            // Incidental reads of gopls do not advance the command that waits for its hosts.
            const bool aside =
                leader && a_child_knocks &&
                seconds(process.cpu - before->cpu) <= kLeaderCpuShare * seconds(elapsed);
            if (aside || (!leader && only_knocks(process, *before))) sign.clear();
        } else if (!baseline) {
            sign = "started " + command_line(process);
        }
        const auto top = tops.find(process.ref.pid);
        const int command = top == tops.end() ? 0 : top->second;
        if (!sign.empty()) command_worked(command, now, sign);
        const auto books = commands_.find(command);
        if (books != commands_.end() && has_connection(process)) books->second.connected = now;
        if (work.empty()) work = std::move(sign);
        seen[process.ref.pid] = {
            process.ref.start_ticks,
            {process.cpu, process.read_chars, process.write_chars, process.major_faults,
             process.disk_read_bytes, process.blocked_turns, process.run_delay, knocks_now(process),
             command}};
    }
    for (const auto& [pid, old] : seen_) {
        if (seen.contains(pid)) continue;
        const std::string ended = "a child process ended";
        command_worked(old.second.command, now, ended);
        if (work.empty()) work = ended;
    }
    seen_ = std::move(seen);
    messages_ = 0;
    if (baseline) {
        unread_bytes_ = 0;
    } else if (!work.empty()) {
        worked(now, std::move(work));
    }
}

}  // namespace core
