// Why gopls stands still, read from its goroutines: which one handles the head, and what it, or
// the one it waits for, is doing. Knows gopls by the names of its functions (v0.20 to v0.24), and
// says "unknown" rather than guess where it finds none of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/evidence/goroutines.hpp"

namespace core {

/// The stronger reason comes first: of several goroutines that the head may wait for, the one with
/// the first of these decides. A wait for something outside explains more than work that goes on.
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
    kMutex,           ///< a lock, and nobody is seen who holds it
    kUnknown,         ///< a wait for something that no goroutine shows
    kIdle,            ///< no message is being handled
};

/// The name in logs and documents, e.g. `go_command`.
std::string_view name(StackCauseKind kind);

struct StackCause {
    StackCauseKind kind = StackCauseKind::kIdle;
    std::string detail;           ///< "go list", "workspace/configuration", or a function
    std::uint64_t goroutine = 0;  ///< that shows it; 0 if none does
    std::uint64_t head = 0;       ///< that handles the message; 0 if none does
    std::string handler;          ///< gopls's name of the message: "Hover", "Initialized", …
};

/// The goroutine that handles gopls's head, or nullptr. gopls handles each message in a goroutine
/// of its own, made by jsonrpc2.AsyncHandler, that first waits for the one before. Not the head:
/// one that still waits for its turn, one that is writing its reply (its turn is over then), and
/// what runs aside (docs/gopls-facts.md, "Queue").
const Goroutine* head_goroutine(const std::vector<Goroutine>& goroutines);

/// What one goroutine's own frames tell; nothing if it only waits for another goroutine.
std::optional<StackCause> own_cause(const Goroutine& goroutine);

/// What the head waits for or does. Its own frames decide; if it only waits for another goroutine,
/// that is sought first among those it created, then among all.
StackCause cause_of(const std::vector<Goroutine>& goroutines);

/// One sentence for a person.
std::string sentence(const StackCause& cause);

}  // namespace core
