// The commands that a server waits for, read from its process tree.
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
        kPackagesDriver,  ///< the GOPACKAGESDRIVER: a child that is not a go command
        kOther,           ///< test, vulncheck, …
    };
    Kind kind = Kind::kOther;
    /// A `go list` that asks about the toolchain before a view exists. Ending it costs the view and
    /// shows an error popup.
    bool costs_view = false;
    std::string line;                 ///< command line, cut
    std::vector<ProcessRef> subtree;  ///< leaves first, the command itself last
    ProcessRef go;                    ///< the go command itself, even below a wrapper; or none
    std::optional<Socket> socket;     ///< the connection it waits on, the most telling one
    std::string host;                 ///< named by a command line of the subtree
    int lock_holder = 0;              ///< pid of the holder of the lock it waits for; -1: unknown
    std::string lock;                 ///< that lock, in words: its file and its holder
    bool stopped = false;             ///< a process of the subtree is in state T, without a tracer
    bool traced = false;              ///< a debugger holds a process of the subtree
    bool disk_sleep = false;          ///< a process of the subtree is in state D
    std::string wait_channel;         ///< where its youngest process sleeps in the kernel
    bool writes_to_gopls = false;     ///< it waits for gopls to read what it writes
    std::string asks_person;          ///< the program of the subtree that asks for a password
    /// The tool that the go command waits for. Either a go command of the subtree runs it, other
    /// than version control: cgo with its compiler, a wrapper of it, pkg-config, GOCACHEPROG. Or a
    /// script in place of the go command uses it to run the real one elsewhere (docker exec, ssh).
    /// How long the tool stays quiet is its own business, and its connections and locks do not
    /// count.
    std::string tool;
    /// It waited on a connection until a moment ago: it is giving up a host and trying again.
    bool between_tries = false;
    Duration quiet{};  ///< since the last sign of work of its subtree, or of those it waits for
    Duration age{};    ///< since it was first seen
    std::string last_work;  ///< that sign
};

/// Returns the children of the snapshot's first process, oldest first, without gopls's telemetry
/// child.
std::vector<ChildCommand> child_commands(const Snapshot& snapshot);

/// Returns the command line of a process, cut to a readable length, without passwords in URLs.
std::string command_line(const Process& process);
/// Whether the process is gopls's own telemetry child, which is always ignored
/// (docs/gopls-facts.md, "Processes").
bool is_telemetry(const Process& process);

}  // namespace core
