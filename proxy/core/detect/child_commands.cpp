#include "core/detect/child_commands.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/base/text.hpp"
#include "core/detect/network_wait.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

constexpr std::size_t kShownBytes = 120;

/// Returns the go subcommand, even behind an interpreter ("/bin/sh /tools/go list …").
std::string_view go_subcommand(const Process& process) {
    for (std::size_t i = 0; i + 1 < process.argv.size() && i < 3; ++i) {
        const std::string_view word = basename(process.argv[i]);
        if (word == "go") return process.argv[i + 1];
    }
    return {};
}

ChildCommand::Kind kind_of(const Process& process) {
    const std::string_view subcommand = go_subcommand(process);
    if (subcommand == "list") return ChildCommand::Kind::kGoList;
    if (subcommand == "env" || subcommand == "version") return ChildCommand::Kind::kGoQuery;
    // gopls runs itself for vulncheck, and go for everything else.
    const std::string_view program =
        process.argv.empty() ? std::string_view("gopls") : basename(process.argv.front());
    if (subcommand.empty() && program != "go" && !program.starts_with("gopls")) {
        return ChildCommand::Kind::kPackagesDriver;
    }
    return ChildCommand::Kind::kOther;
}

/// Returns the program if it asks a person for a password: SSH_ASKPASS, GIT_ASKPASS, gpg-agent's
/// pinentry. It may be a script: "/bin/sh /usr/lib/ssh/askpass.sh".
std::string_view asks_person(const Process& process) {
    for (std::size_t i = 0; i < process.argv.size() && i < 2; ++i) {
        const std::string_view word = basename(process.argv[i]);
        if (word.find("askpass") != std::string_view::npos || word.starts_with("pinentry")) {
            return word;
        }
    }
    return {};
}

/// Recognises `go list -e -f {{context.ReleaseTags}} -- unsafe`, by which gopls learns the Go
/// version.
bool asks_about_toolchain(const Process& process) {
    return std::any_of(process.argv.begin(), process.argv.end(), [](const std::string& word) {
        return word.find("{{context.") != std::string::npos;
    });
}

/// Ranks connections: one that is still being established says more than an idle kept-alive one.
int weight(const Socket& socket) {
    return static_cast<int>(phase_of(socket));
}

std::string lock_in_words(const Process& process) {
    std::string words = process.lock_file;
    if (process.waits_for_lock_of > 0) {
        words += (words.empty() ? "" : ", ") +
                 ("held by process " + std::to_string(process.waits_for_lock_of));
        if (!process.lock_holder.empty()) words += " (" + process.lock_holder + ")";
    }
    return words;
}

/// Returns the name of the program, or of the script of an interpreter, without its folder.
std::string_view program_of(const Process& process, std::size_t word = 0) {
    if (process.argv.size() <= word) return {};
    return basename(process.argv[word]);
}

template <std::size_t kSize>
bool is_among(const std::string_view (&names)[kSize], std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// Whether this is the real go command. For a script of that name the interpreter comes first.
bool is_go(const Process& process) {
    return program_of(process) == "go";
}

/// A program that fetches modules or a Go toolchain.
bool is_fetching(const Process& process) {
    constexpr std::string_view kFetching[] = {"git", "hg", "svn", "bzr", "fossil", "curl", "wget"};
    return is_among(kFetching, program_of(process));
}

/// A program that a go command runs for a build.
bool is_build_tool(const Process& process, const Process& parent) {
    return is_go(parent) && !process.argv.empty() && !is_go(process) && !is_fetching(process) &&
           program_of(process) != "ssh";
}

/// Whether the name is that of a program that runs others elsewhere.
bool is_known_carrier(const Process& process) {
    constexpr std::string_view kCarriers[] = {"docker",
                                              "docker-compose",
                                              "podman",
                                              "nerdctl",
                                              "ctr",
                                              "crictl",
                                              "kubectl",
                                              "oc",
                                              "ssh",
                                              "mosh",
                                              "toolbox",
                                              "distrobox",
                                              "distrobox-enter",
                                              "lxc",
                                              "incus",
                                              "flatpak-spawn",
                                              "host-spawn",
                                              "machinectl",
                                              "limactl",
                                              "lima",
                                              "colima",
                                              "multipass",
                                              "vagrant",
                                              "devcontainer",
                                              "devpod",
                                              "coder",
                                              "gh",
                                              "wsl",
                                              "orb",
                                              "orbctl",
                                              "systemd-run"};
    return is_among(kCarriers, program_of(process)) || is_among(kCarriers, program_of(process, 1));
}

bool holds(const Process& process, std::uint64_t inode) {
    return std::any_of(process.local_sockets.begin(), process.local_sockets.end(),
                       [&](const LocalSocket& socket) { return socket.inode == inode; });
}

/// Whether the process has a Unix-domain socket that it did not inherit and that leads out of this
/// gopls. A socket does not count if its other end is closed, or is held by a process of the same
/// gopls: a script talks this way to the programs it runs.
bool talks_locally(const Snapshot& snapshot, const Process& process, const Process& parent) {
    const auto leads_away = [&](const LocalSocket& socket) {
        if (!socket.peer) return true;
        return *socket.peer != 0 &&
               std::none_of(snapshot.processes.begin(), snapshot.processes.end(),
                            [&](const Process& other) { return holds(other, *socket.peer); });
    };
    return std::any_of(process.local_sockets.begin(), process.local_sockets.end(),
                       [&](const LocalSocket& socket) {
                           return !holds(parent, socket.inode) && leads_away(socket);
                       });
}

/// Whether it has a network connection other than to a name server.
bool talks_over_network(const Process& process) {
    return std::any_of(process.sockets.begin(), process.sockets.end(), [](const Socket& socket) {
        const bool names = socket.udp && socket.remote.ends_with(":53");
        return socket.state == Socket::State::kEstablished && !names;
    });
}

/// Whether a script in place of the go command uses this program to run the real one elsewhere.
bool is_carrier(const Snapshot& snapshot, const Process& process, const Process& parent) {
    if (is_known_carrier(process)) return true;
    return !is_fetching(process) &&
           (talks_over_network(process) || talks_locally(snapshot, process, parent));
}

/// Whether a go command runs in the tree of the process.
bool runs_go(const Snapshot& snapshot, const Process& process, std::size_t depth = 0) {
    if (is_go(process)) return true;
    if (depth > snapshot.processes.size()) return false;  // parents may form a cycle
    return std::any_of(
        snapshot.processes.begin(), snapshot.processes.end(), [&](const Process& child) {
            return child.parent == process.ref.pid && runs_go(snapshot, child, depth + 1);
        });
}

/// The role of a process in the subtree of a command.
enum class Place {
    kCommand,
    kWrapper,  ///< a stand-in for the go command, which does not run here
    kTool,     ///< a tool that the go command waits for
};

/// Returns the place of the direct child of gopls. A wrapper that connects elsewhere by itself may
/// also be fetching a Go toolchain: its network connections count as those of a go command.
Place place_of_top(const Snapshot& snapshot, const Process& process, const Process& server) {
    if (go_subcommand(process).empty() || runs_go(snapshot, process)) return Place::kCommand;
    const bool elsewhere = is_known_carrier(process) || talks_locally(snapshot, process, server);
    return elsewhere ? Place::kTool : Place::kWrapper;
}

Place place_of(const Snapshot& snapshot, const Process& process, const Process& parent,
               Place above) {
    if (above == Place::kTool || is_build_tool(process, parent)) return Place::kTool;
    if (above == Place::kCommand || is_fetching(process)) return Place::kCommand;
    return is_carrier(snapshot, process, parent) ? Place::kTool : Place::kWrapper;
}

/// Collects the subtree of `top`, the index of a process of the command. `is_command`: it is the
/// direct child of gopls. `taken` says of each process whether it is the server or already belongs
/// to a command.
void collect(const Snapshot& snapshot, std::size_t top, ChildCommand& command,
             std::vector<bool>& taken, Place place, bool is_command = false) {
    const Process& process = snapshot.processes[top];
    taken[top] = true;
    for (std::size_t i = 0; i < snapshot.processes.size(); ++i) {
        const Process& child = snapshot.processes[i];
        // A snapshot is not atomic: parents may form a cycle.
        if (child.parent != process.ref.pid || taken[i]) continue;
        const Place below = place_of(snapshot, child, process, place);
        if (below == Place::kTool && place != Place::kTool) command.tool = command_line(child);
        collect(snapshot, i, command, taken, below);
    }
    command.subtree.push_back(process.ref);
    if (process.state == 'T' && !process.traced) command.stopped = true;
    if (process.traced) command.traced = true;
    if (process.state == 'D') command.disk_sleep = true;
    if (const auto program = asks_person(process); !program.empty()) command.asks_person = program;
    if (place == Place::kTool) return;
    if (is_go(process) || is_command) {
        command.writes_to_gopls =
            command.writes_to_gopls || process.wait_channel.find("pipe_write") != std::string::npos;
    }
    if (is_go(process) && command.go == ProcessRef{}) command.go = process.ref;
    for (const Socket& socket : process.sockets) {
        if (weight(socket) > (command.socket ? weight(*command.socket) : 0)) {
            command.socket = socket;
        }
    }
    if (command.host.empty()) command.host = host_in(process.argv);
    if (command.wait_channel.empty()) command.wait_channel = process.wait_channel;
    if (process.waits_for_lock_of) {
        command.lock_holder = process.waits_for_lock_of;
        command.lock = lock_in_words(process);
    }
}

}  // namespace

bool is_telemetry(const Process& process) {
    return std::any_of(process.argv.begin(), process.argv.end(), [](const std::string& word) {
        return word.find("** telemetry **") != std::string::npos;
    });
}

std::string command_line(const Process& process) {
    std::string line;
    for (const std::string& word : process.argv) {
        if (!line.empty()) line += ' ';
        const bool long_path = word.size() > 40 && line.empty();
        line += long_path ? std::string(basename(word)) : lsp::without_password(word);
        if (line.size() > kShownBytes) return line.substr(0, kShownBytes) + "…";
    }
    return line.empty() ? "process " + std::to_string(process.ref.pid) : line;
}

std::vector<ChildCommand> child_commands(const Snapshot& snapshot) {
    std::vector<ChildCommand> commands;
    if (snapshot.processes.empty()) return commands;
    const Process& server = snapshot.processes.front();
    std::vector<bool> taken(snapshot.processes.size());
    taken.front() = true;
    for (std::size_t i = 0; i < snapshot.processes.size(); ++i) {
        const Process& process = snapshot.processes[i];
        // A child whose parent has ended now belongs to init, but is still part of the session.
        const bool orphan =
            &process != &server && process.parent != server.ref.pid &&
            std::none_of(snapshot.processes.begin(), snapshot.processes.end(),
                         [&](const Process& p) { return p.ref.pid == process.parent; });
        if (process.parent != server.ref.pid && !orphan) continue;
        if (taken[i] || is_telemetry(process)) continue;
        ChildCommand command;
        command.kind = kind_of(process);
        // A leftover of a go command (git, ssh) is not a driver.
        if (orphan && command.kind == ChildCommand::Kind::kPackagesDriver) {
            command.kind = ChildCommand::Kind::kOther;
        }
        command.costs_view = asks_about_toolchain(process);
        command.line = command_line(process);
        const Place place = place_of_top(snapshot, process, server);
        if (place == Place::kTool) command.tool = command.line;
        collect(snapshot, i, command, taken, place, true);
        commands.push_back(std::move(command));
    }
    std::sort(commands.begin(), commands.end(), [](const ChildCommand& a, const ChildCommand& b) {
        return a.subtree.back().start_ticks < b.subtree.back().start_ticks;
    });
    return commands;
}

}  // namespace core
