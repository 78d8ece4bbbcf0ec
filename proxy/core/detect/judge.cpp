#include "core/detect/judge.hpp"

#include <algorithm>

#include "core/detect/child_commands.hpp"
#include "core/detect/network_wait.hpp"

namespace core {
namespace {

Evidence evidence_of(const Situation& s) {
    Evidence e;
    e.head = s.head;
    e.head_age = s.head_age;
    e.quiet = s.quiet;
    e.work = s.last_work;
    if (s.owed) {
        e.owed = s.owed->method;
        e.owed_age = s.owed->age;
        e.owed_by_person = s.owed->by_person;
        e.others_wait = s.owed->others_wait;
    }
    if (!s.snapshot->processes.empty()) e.pid = s.snapshot->processes.front().ref.pid;
    return e;
}

/// The go command asks its module proxies and nobody else by itself. Which of several it is, only
/// an address that stands in the setting tells.
std::string module_proxy_of(const Socket& socket, const StallSettings& settings) {
    const auto& proxies = settings.module_proxies;
    if (std::find(proxies.begin(), proxies.end(), socket.remote) != proxies.end()) return {};
    return proxies.size() == 1 ? proxies.front() : std::string();
}

void describe_command(const ChildCommand& command, const StallSettings& settings, Evidence& e) {
    e.command = command.line;
    e.pid = command.subtree.back().pid;
    e.quiet = command.quiet;
    e.work = command.last_work;
    e.command_age = command.age;
    e.subtree = command.subtree;
    e.go = command.go;
    e.lock_holder = command.lock_holder;
    e.lock = command.lock;
    e.command_in_disk_sleep = command.disk_sleep;
    e.wait_channel = command.wait_channel;
    e.host = command.host;
    e.costs_view = command.costs_view;
    e.command_stopped = command.stopped;
    e.asks_person = command.asks_person;
    if (!command.tool.empty()) e.detail = "it runs \"" + command.tool + "\"";
    if (!command.socket) return;
    e.peer = command.socket->remote;
    const NetworkPhase phase = phase_of(*command.socket);
    e.peer_state = name(phase);
    // A name server is not the host that the command wants to reach.
    if (e.host.empty() && phase != NetworkPhase::kResolving)
        e.host = module_proxy_of(*command.socket, settings);
}

/// A connection that may never have been one is given less time: 20 s of 25.
Duration network_window(const Socket& socket, const StallSettings& settings) {
    const bool in_doubt = phase_of(socket) > NetworkPhase::kSilent;
    return in_doubt ? settings.network_window * 4 / 5 : settings.network_window;
}

/// A build tool below a go command that has no trouble of its own (a connection, a lock).
bool waits_for_tool(const ChildCommand& command) {
    return !command.tool.empty() && !command.socket && command.lock_holder == 0 && !command.stopped;
}

/// gopls waits for its answer, and it has nobody to wait for but those that are taken into account:
/// it is judged by its own work. What other children do may go on elsewhere.
bool is_judged_alone(const ChildCommand& command) {
    if (!command.asks_person.empty()) return true;
    const bool go =
        command.kind == ChildCommand::Kind::kGoList || command.kind == ChildCommand::Kind::kGoQuery;
    return go && !waits_for_tool(command);
}

std::optional<VerdictKind> judge_command(const ChildCommand& command,
                                         const StallSettings& settings) {
    if (!command.asks_person.empty()) {
        if (command.quiet < settings.window) return {};
        return VerdictKind::kWaitingForPerson;
    }
    if (waits_for_tool(command)) {
        if (command.quiet < settings.load_window) return {};
        return VerdictKind::kOtherChild;
    }
    switch (command.kind) {
        case ChildCommand::Kind::kGoList:
            if (command.socket) {
                if (command.quiet < network_window(*command.socket, settings)) return {};
                return VerdictKind::kGoCommandNetwork;
            }
            if (command.between_tries) return {};
            if (command.quiet < settings.load_window) return {};
            return VerdictKind::kGoCommandLocal;
        case ChildCommand::Kind::kGoQuery:
            // It has no other business on the network (go.dev/doc/toolchain).
            if (command.socket) {
                if (command.quiet < network_window(*command.socket, settings)) return {};
                return VerdictKind::kToolchainDownload;
            }
            if (command.between_tries) return {};
            if (command.quiet < settings.load_window) return {};
            return VerdictKind::kGoEnv;
        case ChildCommand::Kind::kPackagesDriver:
            if (command.quiet < settings.load_window) return {};
            return VerdictKind::kPackagesDriver;
        case ChildCommand::Kind::kOther:
            if (command.quiet < settings.load_window) return {};
            return VerdictKind::kOtherChild;
    }
    return {};
}

bool holds(const ChildCommand& command, int pid) {
    return std::any_of(command.subtree.begin(), command.subtree.end(),
                       [&](const ProcessRef& process) { return process.pid == pid; });
}

/// The child commands, each with how long it has been quiet.
std::vector<ChildCommand> observed_commands(const Situation& s) {
    auto commands = child_commands(*s.snapshot);
    for (ChildCommand& command : commands) {
        const auto seen = std::find_if(s.commands.begin(), s.commands.end(),
                                       [&](const ObservedCommand& observed) {
                                           return observed.pid == command.subtree.back().pid;
                                       });
        const bool alone = seen != s.commands.end() && is_judged_alone(command);
        command.quiet = alone ? seen->quiet : s.quiet;
        command.age = seen != s.commands.end() ? seen->age : s.quiet;
        command.last_work = alone ? seen->last_work : s.last_work;
        command.between_tries = alone && !command.socket && command.lock_holder == 0 &&
                                !command.stopped && seen->since_connected &&
                                *seen->since_connected < kBetweenTries;
        // A gopls that has no CPU to read with, or was stopped, is to blame for that.
        if (command.writes_to_gopls) command.quiet = std::min(command.quiet, s.quiet);
    }
    // Who waits for the lock of another command is no more quiet than that one, and so on.
    for (std::size_t round = 0; round < commands.size(); ++round) {
        for (ChildCommand& command : commands) {
            if (command.lock_holder <= 0) continue;
            for (const ChildCommand& other : commands) {
                if (!holds(other, command.lock_holder)) continue;
                command.quiet = std::min(command.quiet, other.quiet);
            }
        }
    }
    return commands;
}

/// Held by somebody else's process, or by one that cannot be named.
bool is_foreign(int lock_holder, const Snapshot& snapshot) {
    return lock_holder != 0 &&
           std::none_of(snapshot.processes.begin(), snapshot.processes.end(),
                        [&](const Process& p) { return p.ref.pid == lock_holder; });
}

/// The one that gopls most likely waits for: a go list before a query before the rest.
const ChildCommand* waited_for(const std::vector<ChildCommand>& commands) {
    const auto it = std::min_element(
        commands.begin(), commands.end(),
        [](const ChildCommand& a, const ChildCommand& b) { return a.kind < b.kind; });
    return it == commands.end() ? nullptr : &*it;
}

/// Ended in the same way, for the same reason.
bool is_stuck_likewise(const ChildCommand& a, const ChildCommand& b, const Snapshot& snapshot) {
    return a.costs_view == b.costs_view && a.disk_sleep == b.disk_sleep && a.stopped == b.stopped &&
           is_foreign(a.lock_holder, snapshot) == is_foreign(b.lock_holder, snapshot);
}

/// A command of the go command that has done nothing itself for its window is stuck, whatever else
/// is being done. All go lists of which that is true are in the evidence.
std::optional<Verdict> judge_commands_alone(const std::vector<ChildCommand>& commands,
                                            const Situation& s, const StallSettings& settings,
                                            Evidence e) {
    const ChildCommand* worst = nullptr;
    for (const ChildCommand& command : commands) {
        if (!is_judged_alone(command) || command.traced) continue;
        if (!judge_command(command, settings)) continue;
        if (!worst || command.kind < worst->kind) worst = &command;
    }
    if (!worst) return {};
    const VerdictKind kind = *judge_command(*worst, settings);
    e.lock_is_foreign = is_foreign(worst->lock_holder, *s.snapshot);
    describe_command(*worst, settings, e);
    if (!s.head_open) e.head_age = e.quiet;
    if (kind != VerdictKind::kGoCommandLocal) return Verdict{kind, e};
    for (const ChildCommand& command : commands) {
        if (&command == worst || command.traced || !is_judged_alone(command)) continue;
        if (judge_command(command, settings) != kind) continue;
        if (!is_stuck_likewise(command, *worst, *s.snapshot)) continue;
        e.subtree.insert(e.subtree.end(), command.subtree.begin(), command.subtree.end());
        ++e.more_commands;
    }
    return Verdict{kind, e};
}

}  // namespace

Verdict judge(const Situation& s, const StallSettings& settings) {
    Evidence e = evidence_of(s);
    if (!s.snapshot->known || s.snapshot->processes.empty()) {
        return {s.head_open ? VerdictKind::kUnknown : VerdictKind::kIdle, e};
    }
    const Process& server = s.snapshot->processes.front();
    const bool held = server.traced || server.state == 't' || server.state == 'T';
    // It waits for the editor if it asked before it fell silent.
    const bool owed = s.owed && s.owed->age >= s.quiet;
    const auto commands = observed_commands(s);
    if (!held && !owed) {
        if (auto verdict = judge_commands_alone(commands, s, settings, e)) return *verdict;
    }
    if (!s.head_open) return {VerdictKind::kIdle, {}};

    const Duration hard_limit = s.loading ? settings.load_hard_limit : settings.hard_limit;
    const Duration window = s.loading ? settings.load_window : settings.window;

    // What it did in the moment between two stops does not make it one that works.
    if (server.state == 'T' && !server.traced && s.continued) return {VerdictKind::kStopped, e};
    if (s.quiet < std::min(window, settings.window)) {
        if (s.head_age >= hard_limit) return {VerdictKind::kSpinning, e};
        return {VerdictKind::kBusy, e};
    }
    if (server.traced || server.state == 't') {
        e.work = "held by a debugger";
        return {VerdictKind::kBusy, e};
    }
    if (server.state == 'T') return {VerdictKind::kStopped, e};
    if (owed) return {VerdictKind::kWaitingOnEditor, e};

    if (const ChildCommand* command = waited_for(commands)) {
        e.lock_is_foreign = is_foreign(command->lock_holder, *s.snapshot);
        describe_command(*command, settings, e);
        if (command->traced) {
            e.work = "held by a debugger";
            return {VerdictKind::kBusy, e};
        }
        if (const auto kind = judge_command(*command, settings)) return {*kind, e};
        return {VerdictKind::kBusy, e};
    }
    if (s.quiet < window) return {VerdictKind::kBusy, e};
    return {VerdictKind::kDeadlocked, e};
}

}  // namespace core
