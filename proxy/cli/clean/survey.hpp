// Reads the facts for the plan: processes, sessions, and the folders that may be deleted.
//
// It changes nothing. Blocking: it reads /proc, asks the running proxies and the go command, and
// measures folders; each but the last has a time limit.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "app/environment.hpp"
#include "cli/clean/plan.hpp"
#include "cli/clean/safety.hpp"

namespace cli::clean {

/// The place from which the command was started.
struct Place {
    app::Environment environment;
    std::string home;            ///< empty if unknown
    std::string working_folder;  ///< empty if unknown
    uid_t user = 0;
};

/// Returns that of this process.
Place current_place(const app::Environment& environment);

/// Returns the caches of this environment, by `go env` if it answers in time.
CacheFolders read_cache_folders(const app::Environment& environment);

/// Returns the processes of the user and the sessions of the proxies. If /proc does not answer in
/// time, no process is known.
Facts read_facts(const Place& place);

/// Returns the inventory of these facts. `folders` are the caches of this environment.
Inventory read_inventory(const Facts& facts, const Place& place, const CacheFolders& folders);

/// Returns the folders of which nothing may be deleted, with symbolic links resolved.
Protected protected_folders(const Place& place, const Inventory& inventory);

/// Sets the uses of each candidate.
void find_uses(std::vector<Candidate>& candidates, const Facts& facts, const Inventory& inventory);

/// Returns everything of the chosen kinds, and what interrupted runs have left beside it, with the
/// uses. Sizes are measured last, by `measure`.
std::vector<Candidate> find_candidates(const Kinds& kinds, const Place& place,
                                       const CacheFolders& folders, const Facts& facts,
                                       const Inventory& inventory);

/// Sets the size of each candidate that exists and may be deleted.
void measure(std::vector<Candidate>& candidates);

}  // namespace cli::clean
