// What the core wants done. The engine returns these; only app/shell carries them out.
//
// Byte ranges point into the engine's read buffers or into messages it built in
// this turn: they hold until the engine is called again. A large frame brings
// its memory along, so that a queue can keep it without a copy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/disk.hpp"
#include "core/base/event.hpp"
#include "lsp/frame.hpp"

namespace core {

/// Number of a server, counted from 1; never used twice in a session.
using Generation = int;

/// Which gopls cache a server is started with (docs/design.md, "Caches").
enum class CacheUse {
    kStart,  ///< the newest healthy private generation if it is young, else the user's ordinary one
    kSame,   ///< the one of the active server: warm
    kClean,  ///< a new private generation
};

/// What the go commands of a server may reach.
enum class Network {
    kNormal,
    kOffline,                ///< GOPROXY=off GONOPROXY=none GOVCS=*:off
    kOfflineLocalToolchain,  ///< the same, and GOTOOLCHAIN=local
};

/// A process, safe against the reuse of its pid.
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
/// Start a server. Writes to it may follow at once; a failure is reported by `spawn_failed`.
struct Spawn {
    Generation generation;
    CacheUse cache;
    Network network;
    bool again;                        ///< not the first: without fixed addresses in its flags
    bool private_build_cache = false;  ///< with a GOCACHE of the proxy's own
};
/// Close its stdin: it may end by itself.
struct CloseInput {
    Generation generation;
};
/// Close its stdin, kill every process of its session, see that they are gone.
struct EndServer {
    Generation generation;
    bool dump;  ///< SIGQUIT first, time-boxed, stacks kept
    bool cache_is_bad;
    ProcessRef process = {};  ///< gopls itself, for the dump; pid 0: what was spawned
};
struct SignalProcesses {
    Generation generation;
    std::vector<ProcessRef> processes;
    ProcessSignal signal;
    /// One of them, a go command, that is first to tell what its goroutines do, unseen by gopls:
    /// `command_dumped` is called with it. Pid 0: none.
    ProcessRef dumped = {};
    ProcessRef reader = {};  ///< gopls, which is stopped while that is read in its place
};
/// Look at the processes of this server and call `observed`.
struct Observe {
    Generation generation;
};
/// Stop or go on reading what a server writes (the editor is slow to read).
struct PauseServer {
    Generation generation;
    bool paused;
};
/// Stop or go on reading from the editor: gopls, or the disk, is behind.
struct PauseEditor {
    bool paused;
};
/// From now on tell of changes of the files that count in these folders, and in no others.
struct WatchFolders {
    std::vector<WatchedFolder> folders;
    /// With the packages of the modules that these folders belong to, as far as there is room.
    std::vector<std::string> trees = {};
    std::string go_work = {};  ///< GOWORK, by which those modules are found
};
/// Look at what has changed on disk by now, at this file in any case, tell of it with
/// `disk_changed`, then call `disk_looked` with the number.
struct LookAtDisk {
    std::uint64_t number;
    std::string file;  ///< a path, or empty
};
/// Look at the go command that gopls finds, and call `go_seen`.
struct LookAtGo {};
/// For the log.
struct Log {
    Event event;
};
/// This server has loaded its workspace: its probe after `initialized` was answered.
struct Loaded {
    Generation generation;
};
/// Evidence to keep on disk (core/evidence/incident). The same number again replaces what was kept.
struct Incident {
    int number;
    Generation generation;  ///< of the server it is about
    std::string verdict;    ///< its name, for that of the folder
    std::string json;       ///< a JSON object
    std::string messages;   ///< RecentMessages::json_lines
    bool open = true;       ///< what is found out of its servers from here on belongs to it
};
/// End everything and leave with this code, once what was written has been flushed.
struct Exit {
    int code;
};

}  // namespace effect

using Effect =
    std::variant<effect::WriteEditor, effect::WriteServer, effect::Spawn, effect::CloseInput,
                 effect::EndServer, effect::SignalProcesses, effect::Observe, effect::PauseServer,
                 effect::PauseEditor, effect::WatchFolders, effect::LookAtDisk, effect::LookAtGo,
                 effect::Log, effect::Loaded, effect::Incident, effect::Exit>;

using Effects = std::vector<Effect>;

}  // namespace core
