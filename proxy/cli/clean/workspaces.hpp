// The workspaces of an inventory, and the processes that have files open in them. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/clean/inventory.hpp"

namespace cli::clean {

/// Adds the folders of the sessions, and the working folders of every gopls that was found. `home`
/// is the user's home folder.
void add_workspaces(Inventory& inventory, const Facts& facts, const std::string& home);

/// Adds the files that a process writes in these workspaces, and the locks that one holds there or
/// in `cache_folders`. Go's telemetry is in no workspace.
void add_file_uses(Inventory& inventory, const Facts& facts,
                   const std::vector<std::string>& cache_folders);

}  // namespace cli::clean
