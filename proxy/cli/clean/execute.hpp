// Carries out a plan: ends processes, looks again, deletes, and asks proxies for a fresh gopls.
// Each step is verified before the next.
#pragma once

#include <functional>
#include <string>

#include "cli/clean/run.hpp"
#include "cli/clean/survey.hpp"

namespace cli::clean {

/// Called often with the progress: the item, and how far its deletion is.
using OnProgress = std::function<void(const Item& item, const io::Deletion& deletion)>;

/// Carries out `run.plan` and completes the run. Ctrl-C and SIGTERM stop it between two files.
void execute(Run& run, const Place& place, const CacheFolders& folders,
             const OnProgress& on_progress);

}  // namespace cli::clean
