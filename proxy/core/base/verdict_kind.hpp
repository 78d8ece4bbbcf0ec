// Kinds of verdicts (docs/design.md, "Verdicts"). core/detect/verdict has their evidence.
#pragma once

#include <cstddef>
#include <string_view>

namespace core {

enum class VerdictKind {
    kIdle,               ///< no open head: never judged
    kBusy,               ///< work within the window
    kUnknown,            ///< the platform does not show processes: never acted on
    kWaitingOnEditor,    ///< the editor owes gopls an answer
    kGoCommandNetwork,   ///< a `go list` waits on a socket
    kGoCommandLocal,     ///< a `go list` without work or a socket
    kGoEnv,              ///< `go env` or `go version` is quiet: ending it costs the view
    kToolchainDownload,  ///< the go command fetches a Go toolchain, and the network is silent
    kPackagesDriver,     ///< the program of GOPACKAGESDRIVER is quiet
    kOtherChild,         ///< another child is quiet
    kWaitingForPerson,   ///< a child asks for a password
    kDeadlocked,         ///< no work, no child, no answer owed to it
    kStopped,            ///< state T without a tracer
    kSpinning,           ///< CPU burns beyond the hard limit
    kStaleView,          ///< gopls was not notified of a change on disk
    kReloadStorm,        ///< many package loads for few saves
    kBuildCacheFault,    ///< the go command cannot use GOCACHE
    kRefusedStart,       ///< exit code 2 before the initialize reply, or the start failed
    kDead,               ///< exit, crash, end of output
    kCacheFault,         ///< as dead, and its last output blames the file cache
    kOutOfMemory,        ///< as dead, out of memory
    kGarbage,            ///< broken framing in its output
    kInternalError,      ///< not a verdict: the proxy itself failed for the second time
    kAsked,              ///< not a verdict: a person asked for an incident
};

inline constexpr std::size_t kVerdictKinds = static_cast<std::size_t>(VerdictKind::kAsked) + 1;

/// Returns the name in logs and documents, e.g. `go_command_network`.
std::string_view name(VerdictKind kind);

}  // namespace core
