// The state of the machine as far as it matters to gopls: file systems, file events, limits,
// memory, caches, processes. Values, and the survey that gathers them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "app/gopls/cache_folders.hpp"
#include "doctor/facts/file_events.hpp"
#include "doctor/facts/file_systems.hpp"
#include "doctor/facts/module_cache.hpp"
#include "doctor/facts/processes.hpp"
#include "io/inotify_use.hpp"
#include "io/memory_group.hpp"
#include "io/open_files.hpp"
#include "io/remove_tree.hpp"
#include "io/system_memory.hpp"

namespace doctor {

/// A cache of gopls or of the go command.
struct CacheState {
    std::string name;  ///< "GOCACHE", "GOMODCACHE", "the gopls cache"
    std::string path;
    bool exists = false;
    io::TreeSize size;
};

struct MachineFacts {
    std::vector<DiskPlace> places;  ///< the workspace first
    EventProbe events;
    std::optional<io::InotifyLimits> inotify_limits;
    std::vector<io::InotifyUser> inotify_users;
    /// Of the doctor itself, as of every program that the shell starts; 0: unknown.
    std::uint64_t open_file_limit = 0;
    std::vector<io::OpenFileUse> gopls_files;  ///< of each gopls in the folder
    std::optional<io::SystemMemory> memory;
    std::optional<io::MemoryGroup> memory_group;
    std::vector<CacheState> caches;
    ModuleCacheState modules;
    ProcessFacts processes;
};

/// Gathers the facts in threads, while the doctor is busy otherwise.
class MachineSurvey {
  public:
    using ReadProcesses = std::function<ProcessFacts()>;

    /// Starts. `folders` are the caches and the temporary folder in use.
    MachineSurvey(const std::string& workspace, const app::CacheFolders& folders,
                  const std::string& home, ReadProcesses read_processes);
    ~MachineSurvey();
    MachineSurvey(const MachineSurvey&) = delete;
    MachineSurvey& operator=(const MachineSurvey&) = delete;

    /// Returns the facts. Waits no longer than until a second and a half after the start, and two
    /// and a half for file events. `gopls` are the servers in the folder.
    MachineFacts finish(const std::vector<int>& gopls);

  private:
    struct Work;
    std::shared_ptr<Work> work_;
};

}  // namespace doctor
