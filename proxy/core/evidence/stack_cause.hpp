// Why gopls is stuck, read from its goroutines: which goroutine handles the head, and what that
// goroutine, or the one it waits for, is doing. It recognises gopls's functions by name (v0.20 to
// v0.24), and reports "unknown" rather than guess if it finds none of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/evidence/goroutines.hpp"

namespace core {

/// The strongest reason comes first. If the head may wait for several goroutines, the one with the
/// earliest of these decides. A wait for something outside gopls explains more than work in
/// progress.
enum class StackCauseKind {
    kGoCommand,       ///< a go command that gopls runs (internal/gocommand)
    kPackagesDriver,  ///< the program of GOPACKAGESDRIVER
    kOtherCommand,    ///< another child: test, govulncheck, …
    kEditorReply,     ///< a request that the editor has not answered
    kOutput,          ///< a write to the editor, which does not read
    kHttp,            ///< a request of gopls's own over the network
    kTypeChecking,    ///< go/types
    kFileCache,       ///< internal/filecache: reading or writing the cache on disk
    kFileWalk,        ///< a folder, or the module cache, is walked
    kFileSystem,      ///< a file is opened, read, …: a file system that does not answer
    kComputing,       ///< work of another kind
    kMutex,           ///< a lock that no goroutine is seen to hold
    kUnknown,         ///< a wait for something that no goroutine shows
    kIdle,            ///< no message is being handled
};

/// Returns the name in logs and documents, e.g. `go_command`.
std::string_view name(StackCauseKind kind);

struct StackCause {
    StackCauseKind kind = StackCauseKind::kIdle;
    std::string detail;           ///< "go list", "workspace/configuration", or a function
    std::uint64_t goroutine = 0;  ///< that shows the cause; 0 if none does
    std::uint64_t head = 0;       ///< that handles the message; 0 if none does
    std::string handler;          ///< gopls's name of the message: "Hover", "Initialized", …
};

/// Returns the goroutine that handles gopls's head, or nullptr. gopls handles each message in a
/// separate goroutine, started by jsonrpc2.AsyncHandler, which first waits for the previous one.
///
/// Not the head: a goroutine that still waits for its turn, one that writes its reply (its turn is
/// over), and one that runs aside (docs/gopls-facts.md, "Queue").
const Goroutine* head_goroutine(const std::vector<Goroutine>& goroutines);

/// Returns the cause that a goroutine's own frames show. Nothing if it only waits for another
/// goroutine.
std::optional<StackCause> own_cause(const Goroutine& goroutine);

/// Returns what the head does or waits for. Its own frames decide. If it only waits for another
/// goroutine, that one is sought first among those it created, then among all.
StackCause cause_of(const std::vector<Goroutine>& goroutines);

/// Returns one sentence for a person.
std::string sentence(const StackCause& cause);

}  // namespace core
