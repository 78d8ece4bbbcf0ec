#include "core/evidence/stack_cause.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <unordered_set>

#include "core/base/text.hpp"
#include "core/evidence/cause_words.hpp"

namespace core {
namespace {

const StackFrame* innermost(const Goroutine& goroutine) {
    const auto frame = std::find_if_not(goroutine.frames.begin(), goroutine.frames.end(),
                                        [](const StackFrame& f) { return is_runtime(f); });
    return frame == goroutine.frames.end() ? nullptr : &*frame;
}

constexpr auto kStackWords = std::to_array<CauseWords<StackCauseKind>>({
    {StackCauseKind::kGoCommand, "go_command", "waits for a go command"},
    {StackCauseKind::kPackagesDriver, "packages_driver", "waits for the packages driver"},
    {StackCauseKind::kOtherCommand, "other_command", "waits for a program it started"},
    {StackCauseKind::kEditorReply, "editor_reply", "waits for an answer of the editor"},
    {StackCauseKind::kOutput, "output", "waits for the editor to read what it writes"},
    {StackCauseKind::kHttp, "http", "waits for a server on the network"},
    {StackCauseKind::kTypeChecking, "type_checking", "is checking types"},
    {StackCauseKind::kFileCache, "file_cache", "waits for its cache on disk"},
    {StackCauseKind::kFileWalk, "file_walk", "is walking folders"},
    {StackCauseKind::kFileSystem, "file_system", "waits for the file system"},
    {StackCauseKind::kComputing, "computing", "is computing"},
    {StackCauseKind::kMutex, "mutex", "waits for a lock that no goroutine visibly holds"},
    {StackCauseKind::kUnknown, "unknown", "waits for something that no goroutine shows"},
    {StackCauseKind::kIdle, "idle", "handles no message"},
});

// ---- The cause that a frame shows.

/// Waits for something outside gopls, whatever the state of the goroutine.
constexpr auto kOutsideRules = std::to_array<CauseRule<StackCauseKind>>({
    {"go/packages.findExternalDriver", StackCauseKind::kPackagesDriver},
    {"internal/gocommand.(*", StackCauseKind::kGoCommand},
    {"jsonrpc2.(*conn).write", StackCauseKind::kOutput},
    {"jsonrpc2_v2.(*Connection).write", StackCauseKind::kOutput},
    {"protocol.(*clientDispatcher).", StackCauseKind::kEditorReply},
    {"net/http.(*persistConn).roundTrip", StackCauseKind::kHttp},
    {"net/http.(*Transport).roundTrip", StackCauseKind::kHttp},
});

/// Work, unless the goroutine waits for another. Its state tells work on files from CPU work only
/// for the moment of the dump, and is therefore ignored.
constexpr auto kWorkRules = std::to_array<CauseRule<StackCauseKind>>({
    {"internal/filecache.", StackCauseKind::kFileCache},
    {"path/filepath.Walk", StackCauseKind::kFileWalk},  // and WalkDir
    {"internal/gopathwalk.", StackCauseKind::kFileWalk},
    {"internal/modindex.", StackCauseKind::kFileWalk},
    {"go/types.(*Checker)", StackCauseKind::kTypeChecking},
    {"cache.(*typeCheckBatch).", StackCauseKind::kTypeChecking},  // parses and imports for it, too
    {"os/exec.(*Cmd).", StackCauseKind::kOtherCommand},
});

/// Functions that create goroutines no message waits for: gopls's telemetry child, its streams over
/// stdin and stdout, the cache's janitor, and the index of the module cache (an older index is used
/// meanwhile).
constexpr std::array<std::string_view, 4> kBackground{
    "golang.org/x/telemetry.", "internal/util/fakenet.NewConn", "internal/filecache.getCacheDir",
    "cache.newModcacheState"};

/// Returns the first rule that matches, from the innermost frame on: the deeper call decides.
template <std::size_t N>
std::optional<CauseRule<StackCauseKind>> match(
    const Goroutine& goroutine, const std::array<CauseRule<StackCauseKind>, N>& rules) {
    for (const StackFrame& frame : goroutine.frames) {
        for (const CauseRule<StackCauseKind>& rule : rules) {
            if (contains(frame.function, rule.part)) return rule;
        }
    }
    return std::nullopt;
}

// The names of the states are runtime/runtime2.go's gStatusStrings and waitReasonStrings.

bool computes(const Goroutine& goroutine) {
    return goroutine.state.starts_with("runn") || goroutine.state.starts_with("preempted") ||
           goroutine.state.starts_with("GC assist");
}

bool in_syscall(const Goroutine& goroutine) {
    return goroutine.state.starts_with("syscall");
}

/// Whether it works or waits, but not for another goroutine.
bool works(const Goroutine& goroutine) {
    return computes(goroutine) || in_syscall(goroutine) || goroutine.state == "IO wait";
}

bool in_package_os(const Goroutine& goroutine) {
    return std::any_of(goroutine.frames.begin(), goroutine.frames.end(),
                       [](const StackFrame& frame) { return frame.function.starts_with("os."); });
}

bool waits_for_mutex(const Goroutine& goroutine) {
    // Before Go 1.20 the runtime reports "semacquire" for all of them.
    return contains(goroutine.state, "Mutex") || any_frame(goroutine, "Mutex).Lock") ||
           any_frame(goroutine, "Mutex).RLock");
}

bool is_background(const Goroutine& goroutine) {
    return std::any_of(kBackground.begin(), kBackground.end(), [&](std::string_view creator) {
        return contains(goroutine.created_by, creator);
    });
}

// ---- The details of a cause.

std::string go_command(const Goroutine& goroutine) {
    if (any_frame(goroutine, "gocommand.GoVersion")) return "go list, for the Go version";
    if (any_frame(goroutine, "cache.FetchGoEnv") || any_frame(goroutine, "golistState).getEnv")) {
        return "go env";
    }
    return any_frame(goroutine, "go/packages.") ? "go list" : "go";
}

/// Returns the LSP method of a function of protocol.(*clientDispatcher) (gopls,
/// protocol/tsclient.go).
std::string client_method(std::string_view function) {
    constexpr std::array<std::array<std::string_view, 2>, 8> kMethods{{
        {"Configuration", "workspace/configuration"},
        {"RegisterCapability", "client/registerCapability"},
        {"UnregisterCapability", "client/unregisterCapability"},
        {"WorkDoneProgressCreate", "window/workDoneProgress/create"},
        {"ApplyEdit", "workspace/applyEdit"},
        {"ShowMessageRequest", "window/showMessageRequest"},
        {"ShowDocument", "window/showDocument"},
        {"WorkspaceFolders", "workspace/workspaceFolders"},
    }};
    for (const auto& [its_function, method] : kMethods) {
        if (function == its_function) return std::string(method);
    }
    return std::string(function);
}

/// Returns the text after `part` in the outermost function that contains it: "server.(*server)." ->
/// "Hover".
std::string after(const Goroutine& goroutine, std::string_view part) {
    for (auto frame = goroutine.frames.rbegin(); frame != goroutine.frames.rend(); ++frame) {
        const std::size_t at = frame->function.find(part);
        if (at != std::string::npos) return frame->function.substr(at + part.size());
    }
    return {};
}

/// Returns the innermost function of gopls, without its path: "cache.(*Snapshot).initialize".
std::string gopls_function(const Goroutine& goroutine) {
    for (const StackFrame& frame : goroutine.frames) {
        if (!contains(frame.function, "/gopls/internal/")) continue;
        return frame.function.substr(frame.function.find_last_of('/') + 1);
    }
    const StackFrame* frame = innermost(goroutine);
    return frame ? frame->function : goroutine.created_by;
}

std::string detail(StackCauseKind kind, const Goroutine& goroutine) {
    if (kind == StackCauseKind::kOutput) return {};
    if (kind == StackCauseKind::kPackagesDriver) return "GOPACKAGESDRIVER";
    if (kind == StackCauseKind::kGoCommand) return go_command(goroutine);
    if (kind == StackCauseKind::kEditorReply) {
        return client_method(after(goroutine, "protocol.(*clientDispatcher)."));
    }
    return gopls_function(goroutine);
}

StackCause cause(StackCauseKind kind, const Goroutine& goroutine) {
    return {kind, detail(kind, goroutine), goroutine.id, 0, {}};
}

// ---- The head.

bool handles_message(const Goroutine& goroutine) {
    return contains(goroutine.created_by, ".AsyncHandler.") ||
           any_frame(goroutine, "protocol.serverDispatch");
}

bool waits_for_turn(const Goroutine& goroutine) {
    const StackFrame* frame = innermost(goroutine);
    // SIGQUIT shows no frames of a goroutine that is running.
    return frame ? contains(frame->function, ".AsyncHandler.") : !computes(goroutine);
}

bool is_replying(const Goroutine& goroutine) {
    return any_frame(goroutine, "(*conn).replier");
}

/// Whether the handler gives up its turn when it begins (jsonrpc2.Async).
bool runs_aside(const Goroutine& goroutine) {
    return any_frame(goroutine, "server.(*server).Diagnostic") ||
           any_frame(goroutine, "server.(*commandHandler).RunTests") ||
           any_frame(goroutine, "server.(*commandHandler).Vulncheck");
}

// ---- The cause of the head.

/// Returns the goroutines that `root` created, directly or indirectly, the nearest first.
std::vector<const Goroutine*> descendants(const std::vector<Goroutine>& goroutines,
                                          std::uint64_t root) {
    std::multimap<std::uint64_t, const Goroutine*> children;
    for (const Goroutine& goroutine : goroutines) children.emplace(goroutine.creator, &goroutine);
    std::vector<const Goroutine*> found;
    std::unordered_set<std::uint64_t> seen{root};
    for (std::deque<std::uint64_t> open{root}; !open.empty(); open.pop_front()) {
        const auto [begin, end] = children.equal_range(open.front());
        for (auto child = begin; child != end; ++child) {
            if (!seen.insert(child->second->id).second) continue;
            found.push_back(child->second);
            open.push_back(child->second->id);
        }
    }
    return found;
}

/// Returns the strongest cause among these, the first of equal ones.
std::optional<StackCause> strongest(const std::vector<const Goroutine*>& goroutines) {
    std::optional<StackCause> best;
    for (const Goroutine* goroutine : goroutines) {
        auto candidate = own_cause(*goroutine);
        if (candidate && (!best || candidate->kind < best->kind)) best = std::move(candidate);
    }
    return best;
}

/// Whether others may wait for this goroutine. Some goroutine computes nearly always, and a timer
/// renews the index of the module cache: neither says anything about the head. A promise is only
/// computed because a goroutine waits for it.
bool may_hold_up_others(const Goroutine& goroutine) {
    if (any_frame(goroutine, "internal/modindex.")) return false;
    const auto own = own_cause(goroutine);
    return own && (own->kind != StackCauseKind::kComputing ||
                   contains(goroutine.created_by, "internal/util/memoize.(*Promise)."));
}

/// Returns the strongest cause among all goroutines. The head need not have created the goroutine
/// it waits for, and the creator may be gone.
std::optional<StackCause> strongest_of_all(const std::vector<Goroutine>& goroutines,
                                           const Goroutine& head) {
    std::vector<const Goroutine*> others;
    for (const Goroutine& goroutine : goroutines) {
        if (&goroutine != &head && may_hold_up_others(goroutine)) others.push_back(&goroutine);
    }
    return strongest(others);
}

StackCause cause_of_head(const std::vector<Goroutine>& goroutines, const Goroutine& head) {
    if (auto own = own_cause(head)) return *own;
    const bool on_mutex = waits_for_mutex(head);
    // A goroutine that waits for a lock does not wait for its children.
    if (!on_mutex) {
        if (auto child = strongest(descendants(goroutines, head.id))) return *child;
    }
    if (auto other = strongest_of_all(goroutines, head)) return *other;
    return cause(on_mutex ? StackCauseKind::kMutex : StackCauseKind::kUnknown, head);
}

/// Without a head a reply may still be blocked, and then every later message is blocked too.
StackCause cause_without_head(const std::vector<Goroutine>& goroutines) {
    for (const Goroutine& goroutine : goroutines) {
        if (!is_replying(goroutine)) continue;
        const auto own = own_cause(goroutine);
        if (own && own->kind == StackCauseKind::kOutput) return *own;
    }
    return {};
}

}  // namespace

const Goroutine* head_goroutine(const std::vector<Goroutine>& goroutines) {
    const Goroutine* head = nullptr;
    const Goroutine* aside = nullptr;
    bool somebody_waits = false;
    for (const Goroutine& goroutine : goroutines) {
        if (!handles_message(goroutine) || is_replying(goroutine)) continue;
        if (waits_for_turn(goroutine)) {
            somebody_waits = true;
            continue;
        }
        // A handler that gave up its turn came before the one that has it now.
        const Goroutine*& last = runs_aside(goroutine) ? aside : head;
        if (!last || last->id < goroutine.id) last = &goroutine;
    }
    // A message that will run aside is the head until it gives up its turn.
    return head || !somebody_waits ? head : aside;
}

std::optional<StackCause> own_cause(const Goroutine& goroutine) {
    if (is_background(goroutine)) return std::nullopt;
    if (const auto rule = match(goroutine, kOutsideRules)) return cause(rule->kind, goroutine);
    if (!works(goroutine)) return std::nullopt;
    if (const auto rule = match(goroutine, kWorkRules)) return cause(rule->kind, goroutine);
    if (in_syscall(goroutine) && in_package_os(goroutine)) {
        return cause(StackCauseKind::kFileSystem, goroutine);
    }
    if (!computes(goroutine)) return std::nullopt;
    return cause(StackCauseKind::kComputing, goroutine);
}

StackCause cause_of(const std::vector<Goroutine>& goroutines) {
    const Goroutine* head = head_goroutine(goroutines);
    if (!head) return cause_without_head(goroutines);
    StackCause result = cause_of_head(goroutines, *head);
    result.head = head->id;
    result.handler = after(*head, "server.(*server).");
    return result;
}

std::string_view name(StackCauseKind kind) {
    return words_of(kStackWords, kind).name;
}

std::string sentence(const StackCause& cause) {
    const std::string who = cause.handler.empty() ? "gopls" : "gopls, on " + cause.handler + ",";
    const std::string what(words_of(kStackWords, cause.kind).does);
    return who + ' ' + what + (cause.detail.empty() ? "" : " (" + cause.detail + ")");
}

}  // namespace core
