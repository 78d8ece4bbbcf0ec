// What the watchdog concludes, with its evidence (docs/design.md, "Verdicts").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/disk.hpp"
#include "core/base/effect.hpp"
#include "core/base/time.hpp"

namespace core {

enum class VerdictKind {
    kIdle,               ///< no head: never judged
    kBusy,               ///< work within the window
    kUnknown,            ///< the platform does not show processes: never acted on
    kWaitingOnEditor,    ///< the editor owes gopls an answer
    kGoCommandNetwork,   ///< a `go list` waits on a socket
    kGoCommandLocal,     ///< a `go list` without work and without a socket
    kGoEnv,              ///< `go env` or `go version` is quiet: ending it costs the view
    kToolchainDownload,  ///< the go command fetches another Go, and the network is silent
    kPackagesDriver,     ///< what GOPACKAGESDRIVER names is quiet
    kOtherChild,         ///< another child is quiet
    kWaitingForPerson,   ///< a child asks for a password
    kDeadlocked,         ///< no work, no child, nobody owes an answer
    kStopped,            ///< state T and no tracer
    kSpinning,           ///< CPU burns beyond the hard limit
    kStaleView,          ///< something changed on disk that gopls was not told of
    kReloadStorm,        ///< many package loads for few saves
    kBuildCacheFault,    ///< the go command cannot use GOCACHE
    kRefusedStart,       ///< exit 2 before the initialize reply, or it could not be started
    kDead,               ///< exit, crash, end of output
    kCacheFault,         ///< as dead, and its last words name the file cache
    kOutOfMemory,        ///< as dead, for want of memory
    kGarbage,            ///< framing broken on its output
    kInternalError,      ///< no verdict: the proxy itself has failed for the second time
    kAsked,              ///< no verdict: a person asked to keep what is seen
};

/// The name in logs and documents, e.g. `go_command_network`.
std::string_view name(VerdictKind kind);

/// What the verdict rests on; what does not apply is empty.
struct Evidence {
    std::string head;     ///< method of the head
    Duration head_age{};  ///< since its service began
    Duration quiet{};     ///< since the last sign of work
    std::string work;     ///< the last sign of work, in words
    std::string owed;     ///< method of the server's unanswered request
    Duration owed_age{};
    bool owed_by_person = false;   ///< applyEdit, showMessageRequest: theirs while nobody waits
    Duration others_wait{};        ///< since other requests wait behind that
    std::string command;           ///< command line of the child
    int more_commands = 0;         ///< others of its kind that are stuck as well
    Duration command_age{};        ///< since it was first seen
    int pid = 0;                   ///< of the child, or of the server
    std::string peer;              ///< "address:port" it waits on
    std::string peer_state;        ///< "connecting", "established and silent", "unacknowledged"
    std::string host;              ///< behind that address, where something names it
    int lock_holder = 0;           ///< pid; -1: unknown
    std::string lock;              ///< its file and who holds it, in words
    bool lock_is_foreign = false;  ///< who holds it is none of the server's processes
    std::string wait_channel;      ///< where the command sleeps in the kernel
    bool command_in_disk_sleep = false;     ///< the command, or a child of it, is in state D
    bool command_stopped = false;           ///< the command, or a child of it, is in state T
    std::string asks_person;                ///< the program that asks for a password
    bool costs_view = false;                ///< ending the command would cost gopls its view
    std::string detail;                     ///< exit status, framing error
    std::vector<DiskChange> changed_files;  ///< that gopls was not told of
    bool go_replaced = false;         ///< the go command is another than the views were made with
    ProcessRef go;                    ///< the go command in it, behind a wrapper too; or none
    std::vector<ProcessRef> subtree;  ///< the commands with their descendants, leaves first
};

struct Verdict {
    VerdictKind kind = VerdictKind::kIdle;
    Evidence evidence;
};

/// One sentence for a person.
std::string sentence(const Verdict& verdict);
/// For the log: `before`, and behind it `verdict=<name> head=… quiet=…`.
Fields log_fields(Fields before, const Verdict& verdict);

}  // namespace core
