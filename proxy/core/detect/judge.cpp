#include "core/detect/judge.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "core/detect/child_commands.hpp"
#include "core/detect/network_wait.hpp"

namespace core {
namespace {

constexpr std::string_view kDebugged = "held by a debugger";

Verdict concluded(const Situation& s, Evidence evidence) {
    const auto& processes = s.snapshot->processes;
    Verdict verdict{std::move(evidence),
                    {s.head, s.head_age, s.quiet, s.last_work, s.head_is_notification}};
    if (!processes.empty()) verdict.server_pid = processes.front().ref.pid;
    if (!verdict.as<verdict::WaitingOnEditor>()) verdict.owed = s.owed;
    return verdict;
}

/// Concludes with the quiet time and the last work of the command.
Verdict concluded(const Situation& s, const ChildCommand& command, Evidence evidence) {
    Verdict verdict = concluded(s, std::move(evidence));
    verdict.head.quiet = command.quiet;
    verdict.head.work = command.last_work;
    return verdict;
}

/// Returns the module proxy behind the socket: on its own, the go command contacts only its module
/// proxies. If there are several, only an address given in the setting identifies one.
std::string module_proxy_of(const Socket& socket, const StallSettings& settings) {
    const auto& proxies = settings.module_proxies;
    if (std::find(proxies.begin(), proxies.end(), socket.remote) != proxies.end()) return {};
    return proxies.size() == 1 ? proxies.front() : std::string();
}

Peer peer_of(const ChildCommand& command, const StallSettings& settings) {
    Peer peer;
    peer.host = command.host;
    if (!command.socket) return peer;
    peer.address = command.socket->remote;
    const NetworkPhase phase = phase_of(*command.socket);
    peer.state = name(phase);
    // A name server is not the host that the command wants to reach.
    if (peer.host.empty() && phase != NetworkPhase::kResolving)
        peer.host = module_proxy_of(*command.socket, settings);
    return peer;
}

/// Whether the lock is held by a process outside the server, or by an unknown one.
bool is_foreign(int lock_holder, const Snapshot& snapshot) {
    return lock_holder != 0 &&
           std::none_of(snapshot.processes.begin(), snapshot.processes.end(),
                        [&](const Process& p) { return p.ref.pid == lock_holder; });
}

AwaitedCommand awaited(const ChildCommand& command, const Situation& s,
                       const StallSettings& settings) {
    AwaitedCommand seen;
    seen.line = command.line;
    seen.pid = command.subtree.back().pid;
    seen.age = command.age;
    seen.tool = command.tool;
    seen.peer = peer_of(command, settings);
    if (const int holder = command.lock_holder; holder != 0) {
        seen.lock = {holder, command.lock, is_foreign(holder, *s.snapshot)};
    }
    seen.wait_channel = command.wait_channel;
    seen.stopped = command.stopped;
    return seen;
}

verdict::GoCommandLocal local_go_list(const ChildCommand& command, AwaitedCommand seen) {
    verdict::GoCommandLocal evidence;
    evidence.command = std::move(seen);
    evidence.go = command.go;
    evidence.processes = command.subtree;
    evidence.in_disk_sleep = command.disk_sleep;
    evidence.costs_view = command.costs_view;
    return evidence;
}

/// A connection that may never have been established gets less time: 20 s instead of 25.
Duration network_window(const Socket& socket, const StallSettings& settings) {
    const bool in_doubt = phase_of(socket) > NetworkPhase::kSilent;
    return in_doubt ? settings.network_window * 4 / 5 : settings.network_window;
}

/// Whether the command waits for a build tool and has no trouble of its own (a connection, a lock).
bool waits_for_tool(const ChildCommand& command) {
    return !command.tool.empty() && !command.socket && command.lock_holder == 0 && !command.stopped;
}

/// Whether the command is judged by its own work. True if gopls waits for its answer and everything
/// it could wait for itself is taken into account. The work of other children may happen elsewhere.
bool is_judged_alone(const ChildCommand& command) {
    if (!command.asks_person.empty()) return true;
    const bool go =
        command.kind == ChildCommand::Kind::kGoList || command.kind == ChildCommand::Kind::kGoQuery;
    return go && !waits_for_tool(command);
}

/// Returns nothing until the command has been quiet for its window.
std::optional<Evidence> judge_command(const ChildCommand& command, const Situation& s,
                                      const StallSettings& settings) {
    const auto seen = [&] { return awaited(command, s, settings); };
    if (!command.asks_person.empty()) {
        if (command.quiet < settings.window) return {};
        return verdict::WaitingForPerson{seen(), command.asks_person};
    }
    if (waits_for_tool(command)) {
        if (command.quiet < settings.load_window) return {};
        return verdict::OtherChild{seen()};
    }
    switch (command.kind) {
        case ChildCommand::Kind::kGoList:
            if (command.socket) {
                if (command.quiet < network_window(*command.socket, settings)) return {};
                return verdict::GoCommandNetwork{seen()};
            }
            if (command.between_tries) return {};
            if (command.quiet < settings.load_window) return {};
            return local_go_list(command, seen());
        case ChildCommand::Kind::kGoQuery:
            // It uses the network for nothing else (go.dev/doc/toolchain).
            if (command.socket) {
                if (command.quiet < network_window(*command.socket, settings)) return {};
                return verdict::ToolchainDownload{seen()};
            }
            if (command.between_tries) return {};
            if (command.quiet < settings.load_window) return {};
            return verdict::GoEnv{seen()};
        case ChildCommand::Kind::kPackagesDriver:
            if (command.quiet < settings.load_window) return {};
            return verdict::PackagesDriver{seen()};
        case ChildCommand::Kind::kOther:
            if (command.quiet < settings.load_window) return {};
            return verdict::OtherChild{seen()};
    }
    return {};
}

bool holds(const ChildCommand& command, int pid) {
    return std::any_of(command.subtree.begin(), command.subtree.end(),
                       [&](const ProcessRef& process) { return process.pid == pid; });
}

/// Returns the child commands, each with the time that it has been quiet.
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
        // A stopped gopls, or one without CPU time to read the output, causes that quiet itself.
        if (command.writes_to_gopls) command.quiet = std::min(command.quiet, s.quiet);
    }
    // A command that waits for the lock of another is at most as quiet as that one, and so on.
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

/// Returns the command that gopls most likely waits for: a go list before a query before the rest.
const ChildCommand* waited_for(const std::vector<ChildCommand>& commands) {
    const auto it = std::min_element(
        commands.begin(), commands.end(),
        [](const ChildCommand& a, const ChildCommand& b) { return a.kind < b.kind; });
    return it == commands.end() ? nullptr : &*it;
}

/// Whether both are to be ended in the same way, for the same reason.
bool is_stuck_likewise(const ChildCommand& a, const ChildCommand& b, const Snapshot& snapshot) {
    return a.costs_view == b.costs_view && a.disk_sleep == b.disk_sleep && a.stopped == b.stopped &&
           is_foreign(a.lock_holder, snapshot) == is_foreign(b.lock_holder, snapshot);
}

/// A go command that has done no work itself for its window is stuck, whatever else is working. The
/// evidence includes all stuck go lists.
std::optional<Verdict> judge_commands_alone(const std::vector<ChildCommand>& commands,
                                            const Situation& s, const StallSettings& settings) {
    const ChildCommand* worst = nullptr;
    std::optional<Evidence> evidence;
    for (const ChildCommand& command : commands) {
        if (!is_judged_alone(command) || command.traced) continue;
        if (worst && command.kind >= worst->kind) continue;
        auto found = judge_command(command, s, settings);
        if (!found) continue;
        worst = &command;
        evidence = std::move(found);
    }
    if (!worst) return {};
    if (auto* local = std::get_if<verdict::GoCommandLocal>(&*evidence)) {
        for (const ChildCommand& command : commands) {
            if (&command == worst || command.traced || !is_judged_alone(command)) continue;
            const auto found = judge_command(command, s, settings);
            if (!found || !std::holds_alternative<verdict::GoCommandLocal>(*found)) continue;
            if (!is_stuck_likewise(command, *worst, *s.snapshot)) continue;
            local->processes.insert(local->processes.end(), command.subtree.begin(),
                                    command.subtree.end());
            ++local->more_commands;
        }
    }
    Verdict verdict = concluded(s, *worst, *std::move(evidence));
    if (!s.head_open) verdict.head.age = verdict.head.quiet;
    return verdict;
}

}  // namespace

Verdict judge(const Situation& s, const StallSettings& settings) {
    if (!s.snapshot->known || s.snapshot->processes.empty()) {
        if (s.head_open) return concluded(s, verdict::Unknown{});
        return concluded(s, verdict::Idle{});
    }
    const Process& server = s.snapshot->processes.front();
    const bool held = server.traced || server.state == 't' || server.state == 'T';
    // gopls waits for the editor if it asked before it fell silent.
    const bool owed = s.owed && s.owed->age >= s.quiet;
    const auto commands = observed_commands(s);
    if (!held && !owed) {
        if (auto verdict = judge_commands_alone(commands, s, settings)) return *std::move(verdict);
    }
    if (!s.head_open) return {verdict::Idle{}};

    const Duration hard_limit = s.loading ? settings.load_hard_limit : settings.hard_limit;
    const Duration window = s.loading ? settings.load_window : settings.window;

    // A moment of work between two stops does not make it a working gopls.
    if (server.state == 'T' && !server.traced && s.continued) {
        return concluded(s, verdict::Stopped{});
    }
    if (s.quiet < std::min(window, settings.window)) {
        if (s.head_age >= hard_limit) return concluded(s, verdict::Spinning{});
        return concluded(s, verdict::Busy{});
    }
    if (server.traced || server.state == 't') {
        Verdict verdict = concluded(s, verdict::Busy{});
        verdict.head.work = kDebugged;
        return verdict;
    }
    if (server.state == 'T') return concluded(s, verdict::Stopped{});
    if (owed) return concluded(s, verdict::WaitingOnEditor{*s.owed});

    if (const ChildCommand* command = waited_for(commands)) {
        if (!command->traced) {
            if (auto evidence = judge_command(*command, s, settings))
                return concluded(s, *command, *std::move(evidence));
        }
        const verdict::Busy within_window{awaited(*command, s, settings)};
        Verdict verdict = concluded(s, *command, within_window);
        if (command->traced) verdict.head.work = kDebugged;
        return verdict;
    }
    if (s.quiet < window) return concluded(s, verdict::Busy{});
    return concluded(s, verdict::Deadlocked{});
}

}  // namespace core
