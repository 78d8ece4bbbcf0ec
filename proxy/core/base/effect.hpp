// Effects: the actions that the core requests. The engine returns them, and only app/shell carries
// them out.
//
// Byte ranges point into the engine's read buffers or into messages built in this turn. They are
// valid until the engine is called again. A large frame brings its memory along, so that a write
// queue can keep it without a copy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/disk.hpp"
#include "core/base/event.hpp"
#include "core/base/start_phases.hpp"
#include "lsp/frame.hpp"

namespace core {

/// Number of a server, counted from 1. Never reused in a session.
using Generation = int;

/// Which gopls cache a server is started with (docs/design.md, "Caches").
enum class CacheUse {
    kStart,  ///< the newest healthy private cache if it is young, else the user's own
    kSame,   ///< the active server's cache: warm
    kClean,  ///< a new private cache
};

/// Network access of the go commands of a server.
enum class Network {
    kNormal,
    kOffline,                ///< GOPROXY=off GONOPROXY=none GOVCS=*:off
    kOfflineLocalToolchain,  ///< the same, and GOTOOLCHAIN=local
};

/// Identifies a process even if its pid is reused.
struct ProcessRef {
    int pid = 0;
    std::uint64_t start_ticks = 0;
    friend bool operator==(const ProcessRef&, const ProcessRef&) = default;
};

enum class ProcessSignal { kContinue, kInterrupt, kKill };

namespace effect {

struct WriteEditor {
    std::string_view bytes;
    lsp::Buffer owner;
};
struct WriteServer {
    Generation generation;
    std::string_view bytes;
    lsp::Buffer owner = nullptr;
};
/// Start a server. Writes to it may follow at once. A failure is reported by `spawn_failed`.
struct Spawn {
    Generation generation;
    CacheUse cache;
    Network network;
    bool again;  ///< not the first server: leave out fixed addresses in its flags
    bool private_build_cache = false;  ///< use the proxy's own GOCACHE
};
/// Close the stdin of a server, so that it can exit by itself.
struct CloseInput {
    Generation generation;
};
/// Close the stdin of a server, kill every process of its session, and confirm that they are gone.
struct EndServer {
    Generation generation;
    bool dump;  ///< first send SIGQUIT and save the stacks, within a time limit
    bool cache_is_bad;
    ProcessRef process = {};  ///< gopls itself, for the dump; pid 0: the spawned process
};
struct SignalProcesses {
    Generation generation;
    std::vector<ProcessRef> processes;
    ProcessSignal signal;
    /// The go command among `processes` that first dumps its goroutines, hidden from gopls.
    /// `command_dumped` receives the dump. Pid 0: none.
    ProcessRef dumped = {};
    ProcessRef reader = {};  ///< gopls, stopped while the proxy reads the dump instead of it
};
/// Sample the processes of this server and call `observed`.
struct Observe {
    Generation generation;
};
/// Stop or resume reading the output of a server (the editor is slow to read).
struct PauseServer {
    Generation generation;
    bool paused;
};
/// Stop or resume reading from the editor, because gopls or the disk is behind.
struct PauseEditor {
    bool paused;
};
/// From now on report changes of the files that matter in these folders, and in no others.
struct WatchFolders {
    std::vector<WatchedFolder> folders;
    /// Folders whose modules are watched too, with all their packages, as far as the limit on
    /// watches allows.
    std::vector<std::string> trees = {};
    std::string go_work = {};  ///< GOWORK, which decides where those modules are
};
/// Check the disk for changes up to now, and this file in any case. Report them with
/// `disk_changed`, then call `disk_looked` with the number.
struct LookAtDisk {
    std::uint64_t number;
    std::string file;  ///< a path, or empty
};
/// Check the go command that gopls finds, and call `go_seen`.
struct LookAtGo {};
/// Write an event to the log.
struct Log {
    Event event;
};
/// A server has loaded its workspace: it has answered the probe sent after `initialized`.
struct Loaded {
    Generation generation;
    /// Its start, if it is to be remembered for a workspace with these folders.
    std::optional<StartPhases> start = {};
    std::vector<std::string> folders = {};
};
/// Call `usual_start` with the median of the earlier starts in a workspace with these folders.
struct RecallStarts {
    std::vector<std::string> folders;
};
/// Save evidence on disk (core/evidence/incident). The same number again replaces the saved
/// incident.
struct Incident {
    int number;
    Generation generation;  ///< of the affected server
    std::string verdict;    ///< name of the verdict, part of the folder name
    std::string json;       ///< a JSON object
    std::string messages;   ///< RecentMessages::json_lines
    bool open = true;       ///< later findings about its servers belong to it
};
/// A command of the control socket has ended (Engine::control).
struct CommandDone {
    std::uint64_t token;  ///< as passed to `Engine::control`
    std::string problem;  ///< why it was not executed, one clause; else empty
    std::string result;   ///< JSON
};
/// End everything and exit with this code, once all output has been flushed.
struct Exit {
    int code;
};

}  // namespace effect

using Effect =
    std::variant<effect::WriteEditor, effect::WriteServer, effect::Spawn, effect::CloseInput,
                 effect::EndServer, effect::SignalProcesses, effect::Observe, effect::PauseServer,
                 effect::PauseEditor, effect::WatchFolders, effect::LookAtDisk, effect::LookAtGo,
                 effect::Log, effect::Loaded, effect::RecallStarts, effect::Incident,
                 effect::CommandDone, effect::Exit>;

using Effects = std::vector<Effect>;

}  // namespace core
