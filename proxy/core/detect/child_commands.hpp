// Which command a server waits for, read from its process tree.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/detect/snapshot.hpp"

namespace core {

/// A child of gopls with all its descendants.
struct ChildCommand {
    enum class Kind {
        kGoList,   ///< the only command that is ever ended
        kGoQuery,  ///< `go env`, `go version`: costs the view (docs/gopls-facts.md, "Processes")
        kPackagesDriver,  ///< what GOPACKAGESDRIVER names: a child of gopls that is no go command
        kOther,           ///< test, vulncheck, …
    };
    Kind kind = Kind::kOther;
    /// A `go list` that asks about the toolchain before there is a view: ending it costs the view,
    /// and an error popup.
    bool costs_view = false;
    std::string line;                 ///< command line, cut
    std::vector<ProcessRef> subtree;  ///< leaves first, the command itself last
    ProcessRef go;                    ///< the go command itself, behind a wrapper too; or none
    std::optional<Socket> socket;     ///< the connection it waits on, the most telling one
    std::string host;                 ///< that one of their command lines names
    int lock_holder = 0;              ///< pid of who holds the lock it waits for; -1: unknown
    std::string lock;                 ///< that lock, in words: its file and who holds it
    bool stopped = false;             ///< one of them is in state T, and not for a tracer
    bool traced = false;              ///< a debugger holds one of them
    bool disk_sleep = false;          ///< one of them is in state D
    std::string wait_channel;         ///< where the youngest of them sleeps in the kernel
    bool writes_to_gopls = false;     ///< it waits for gopls to read what it writes
    std::string asks_person;          ///< the program of the subtree that asks for a password
    /// What a go command of the subtree runs besides version control (cgo with its compiler, a
    /// wrapper of it, pkg-config, GOCACHEPROG), or what a script in place of the go command has the
    /// real one run by, elsewhere (docker exec, ssh): the go command waits for that, and how long
    /// it is quiet meanwhile is its own business. Its connections and locks do not count.
    std::string tool;
    /// It waited on a connection until a moment ago: it gives a host up, and tries it again.
    bool between_tries = false;
    Duration quiet{};       ///< since the last sign of work in its subtree, or of what it waits for
    Duration age{};         ///< since it was first seen
    std::string last_work;  ///< that sign
};

/// The children of the snapshot's first process, oldest first, without gopls's telemetry child.
std::vector<ChildCommand> child_commands(const Snapshot& snapshot);

/// Command line of a process, cut to a readable length, passwords in URLs left out.
std::string command_line(const Process& process);
/// gopls's own telemetry child (docs/gopls-facts.md, "Processes"): never of interest.
bool is_telemetry(const Process& process);

}  // namespace core
