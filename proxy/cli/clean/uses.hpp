// The processes that use a cache, and the evidence. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/clean/inventory.hpp"
#include "cli/clean/kinds.hpp"

namespace cli::clean {

/// A process that uses a file or folder.
struct Use {
    int pid = 0;
    std::uint64_t start_ticks = 0;
    std::string name;
    /// "its environment names this cache", "it writes /home/me/.cache/gopls/…"
    std::string evidence;
    int proxy_pid = 0;  ///< the proxy that the process is behind; 0: none
    /// `--kill-others` may end it: a gopls without a proxy, a go command below such a gopls, or one
    /// that a gopls has left behind.
    bool may_be_ended = false;
    Sources sources;             ///< those that show it, if it is a gopls
    std::string proxy_run = {};  ///< as in `Gopls`
};

/// Returns the processes that use `path`, which has no symbolic links: their executable, working
/// folder or an open file is there, or they are a gopls or go command whose environment leads to
/// this cache. A gopls whose environment may not be seen counts as well.
std::vector<Use> uses_of(Kind kind, const std::string& path, const Facts& facts,
                         const Inventory& inventory, const IsSameFile& is_same_file);

/// Returns the chosen caches for which the environment names no absolute folder: GOCACHE=off, or a
/// relative path.
std::vector<Kind> kinds_without_folder(const Kinds& kinds, const CacheFolders& folders);

/// A proxy that did not park its gopls, and its words.
struct NotParked {
    int proxy_pid = 0;
    std::string problem;
};

/// Adds those of the `earlier` uses that are behind a proxy which did not park its gopls. That one
/// may be gone at this moment, as another program has parked it, and be back at the next.
void keep_uses_of(const std::vector<NotParked>& proxies, const std::vector<Use>& earlier,
                  std::vector<Use>& uses);

}  // namespace cli::clean
