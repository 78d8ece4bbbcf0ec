// Verdicts of the watchdog, with their evidence (docs/design.md, "Verdicts").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/disk.hpp"
#include "core/base/effect.hpp"
#include "core/base/time.hpp"
#include "core/base/verdict_kind.hpp"

namespace core {

/// An answer that the editor owes gopls.
struct Owed {
    std::string method;  ///< of gopls's request
    Duration age{};
    bool by_person = false;  ///< applyEdit, showMessageRequest: the person's while nobody waits
    Duration others_wait{};  ///< how long other requests have waited behind the asking one
};

/// The other end of a command's connection.
struct Peer {
    std::string address;  ///< "address:port"; empty without a connection
    std::string state;    ///< "connecting", "established and silent", "unacknowledged"
    std::string host;     ///< behind the address or on a command line, if known
};

/// A file lock that a command waits for.
struct AwaitedLock {
    int holder = 0;           ///< pid; -1: unknown
    std::string in_words;     ///< its file and its holder
    bool is_foreign = false;  ///< the holder is not one of the server's processes
};

/// The child command that gopls waits for, and what the command itself waits for.
struct AwaitedCommand {
    std::string line;  ///< command line, cut
    int pid = 0;
    Duration age{};    ///< since it was first seen
    std::string tool;  ///< the tool it runs and waits for (core/detect/child_commands), or empty
    Peer peer;
    std::optional<AwaitedLock> lock;
    std::string wait_channel;  ///< where it sleeps in the kernel
    bool stopped = false;      ///< it or a child of it is in state T
};

/// The evidence of each kind of verdict. A kind has only the fields that apply to it.
namespace verdict {

/// Has no evidence beyond the common fields of a verdict.
template <VerdictKind kind>
struct Bare {
    static constexpr VerdictKind kKind = kind;
};

/// A child command is quiet.
template <VerdictKind kind>
struct OfCommand {
    static constexpr VerdictKind kKind = kind;
    AwaitedCommand command;
};

/// Has evidence in words, such as an exit status or a framing error.
template <VerdictKind kind>
struct Described {
    static constexpr VerdictKind kKind = kind;
    std::string detail;
};

struct Busy {
    static constexpr VerdictKind kKind = VerdictKind::kBusy;
    std::optional<AwaitedCommand> command;  ///< still within its window
};

struct WaitingOnEditor {
    static constexpr VerdictKind kKind = VerdictKind::kWaitingOnEditor;
    Owed owed;
};

/// The only kind whose command is ever signalled: no other kind knows its processes.
struct GoCommandLocal {
    static constexpr VerdictKind kKind = VerdictKind::kGoCommandLocal;
    AwaitedCommand command;
    ProcessRef go;                      ///< the go command in it, even below a wrapper; or none
    std::vector<ProcessRef> processes;  ///< the commands with their descendants, leaves first
    int more_commands = 0;              ///< others that are stuck in the same way
    bool in_disk_sleep = false;         ///< it or a child of it is in state D
    bool costs_view = false;            ///< ending it would cost gopls its view
};

struct WaitingForPerson {
    static constexpr VerdictKind kKind = VerdictKind::kWaitingForPerson;
    AwaitedCommand command;
    std::string program;  ///< that asks for the password
};

struct StaleView {
    static constexpr VerdictKind kKind = VerdictKind::kStaleView;
    std::string detail;
    std::vector<DiskChange> changed_files;  ///< empty: the go command was replaced
};

using Idle = Bare<VerdictKind::kIdle>;
using Unknown = Bare<VerdictKind::kUnknown>;
using Stopped = Bare<VerdictKind::kStopped>;
using Spinning = Bare<VerdictKind::kSpinning>;
using Asked = Bare<VerdictKind::kAsked>;
using GoCommandNetwork = OfCommand<VerdictKind::kGoCommandNetwork>;
using GoEnv = OfCommand<VerdictKind::kGoEnv>;
using ToolchainDownload = OfCommand<VerdictKind::kToolchainDownload>;
using PackagesDriver = OfCommand<VerdictKind::kPackagesDriver>;
using OtherChild = OfCommand<VerdictKind::kOtherChild>;
using Deadlocked = Described<VerdictKind::kDeadlocked>;
using ReloadStorm = Described<VerdictKind::kReloadStorm>;
using BuildCacheFault = Described<VerdictKind::kBuildCacheFault>;
using RefusedStart = Described<VerdictKind::kRefusedStart>;
using Dead = Described<VerdictKind::kDead>;
using CacheFault = Described<VerdictKind::kCacheFault>;
using OutOfMemory = Described<VerdictKind::kOutOfMemory>;
using Garbage = Described<VerdictKind::kGarbage>;
using InternalError = Described<VerdictKind::kInternalError>;

}  // namespace verdict

using Evidence = std::variant<
    verdict::Idle, verdict::Busy, verdict::Unknown, verdict::WaitingOnEditor,
    verdict::GoCommandNetwork, verdict::GoCommandLocal, verdict::GoEnv, verdict::ToolchainDownload,
    verdict::PackagesDriver, verdict::OtherChild, verdict::WaitingForPerson, verdict::Deadlocked,
    verdict::Stopped, verdict::Spinning, verdict::StaleView, verdict::ReloadStorm,
    verdict::BuildCacheFault, verdict::RefusedStart, verdict::Dead, verdict::CacheFault,
    verdict::OutOfMemory, verdict::Garbage, verdict::InternalError, verdict::Asked>;

/// The message that gopls works on. Empty for a verdict that does not come from samples.
struct Head {
    std::string method;
    Duration age{};    ///< since its service began
    Duration quiet{};  ///< since the last sign of work, of the awaited command if there is one
    std::string work;  ///< that sign, in words
    bool is_notification = false;  ///< it has no reply: gopls may be at a message behind it
};

struct Verdict {
    Evidence evidence = {};
    Head head = {};
    int server_pid = 0;             ///< pid of gopls; 0: not seen
    std::optional<Owed> owed = {};  ///< for any verdict but WaitingOnEditor

    VerdictKind kind() const;
    /// Returns the evidence if the verdict is of this kind, else null.
    template <class Kind>
    const Kind* as() const {
        return std::get_if<Kind>(&evidence);
    }
    /// Returns the awaited command for any kind, or null without one.
    const AwaitedCommand* command() const;
};

/// A verdict as flat fields for the log and for incidents, the same for all kinds. Fields that do
/// not apply to the kind are empty. Views point into the verdict.
struct Facts {
    std::string_view head;
    Duration head_age{};
    Duration quiet{};
    std::string_view work;
    std::string_view owed;
    Duration owed_age{};
    std::string_view command;
    int pid = 0;  ///< of the command, or of gopls
    std::string_view host;
    std::string_view peer;
    std::string_view peer_state;
    int lock_holder = 0;
    std::string_view lock;
    std::string_view wait_channel;
    std::string detail;
};
Facts facts_of(const Verdict& verdict);

/// Returns one sentence for a person.
std::string sentence(const Verdict& verdict);
/// Returns the fields for the log: `before`, followed by `verdict=<name> head=… quiet=…`.
Fields log_fields(Fields before, const Verdict& verdict);

}  // namespace core
