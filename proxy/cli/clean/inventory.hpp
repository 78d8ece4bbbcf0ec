// Every gopls of the user, and the other processes that matter to its caches. Pure.
//
// Three sources lie side by side: the process table, what processes hold (environment, locks), and
// their sockets. Each finds what another misses: a gopls with another name holds the lock of its
// private cache, a daemon listens on its socket.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "app/gopls/cache_folders.hpp"
#include "cli/clean/facts.hpp"

namespace cli::clean {

using app::apply_go_env;
using app::cache_folders;
using app::CacheFolders;
using app::go_env_file;

/// How a gopls is used.
enum class Role {
    kBehindProxy,  ///< a gopls-proxy started it, or one behind a proxy is its client
    kDaemon,       ///< serves several editors (`-remote=auto`)
    kForwarder,    ///< a client of a daemon
    kHelper,       ///< gopls's own telemetry process
    kOther,        ///< an editor or a person started it
};

/// Returns the name in JSON: "behind_proxy".
std::string_view name_of(Role role);

/// Which sources show a gopls.
struct Sources {
    bool process_table = false;  ///< its name, executable or build information
    bool holdings = false;       ///< a lock of a private cache, or caches in its environment
    bool sockets = false;        ///< it listens as a daemon, or is connected to one
};

struct Gopls {
    io::UserProcess process;
    Role role = Role::kOther;
    int proxy_pid = 0;  ///< 0: none
    /// The command of gopls-proxy that started it to measure or to show it, without an editor:
    /// "health". Empty: a session.
    std::string proxy_run;
    std::string editor;   ///< of the session, else the name of the program that started it
    std::string folder;   ///< its workspace, else its working folder
    CacheFolders caches;  ///< by its environment; empty paths if that may not be seen
    Sources sources;
};

/// Returns "behind gopls-proxy 4711", or "a health run of gopls-proxy, pid 4711".
std::string proxy_text(int proxy_pid, const std::string& proxy_run);

/// A process that gopls may have left behind or that works with Go: a go command or one of its
/// tools, a debugger, or a program that it debugs.
struct Companion {
    enum class Sort { kGo, kDebugger, kDebugged };
    io::UserProcess process;
    Sort sort = Sort::kGo;
    bool is_orphan = false;    ///< the process that started it is gone
    bool is_of_gopls = false;  ///< gopls runs such a command by itself: list, env, version
    int gopls_pid = 0;         ///< the gopls that it is below; 0: none
    CacheFolders caches;
};

std::string_view name_of(Companion::Sort sort);

/// A file that a process has open.
struct FileUse {
    int pid = 0;
    std::string name;  ///< of the process
    std::string path;
};

struct Inventory {
    bool known = false;  ///< processes can be seen on this system
    std::vector<Gopls> gopls;
    std::vector<Companion> companions;
    std::vector<FileUse> locks;    ///< held by these, below the workspaces or the caches
    std::vector<FileUse> writers;  ///< any process that writes a file below a workspace
    /// Folders of the sessions, and working folders of every gopls, without those that are the home
    /// folder or above it, or Go's telemetry folder.
    std::vector<std::string> workspaces;
};

/// `home` is the user's home folder. `cache_folders` are those in which locks are shown.
Inventory make_inventory(const Facts& facts, const std::string& home,
                         const std::vector<std::string>& cache_folders, const ReadFile& read_file);

}  // namespace cli::clean
