// Carries out a plan: parks gopls, ends processes, looks again, deletes, and starts gopls again.
// Each step is verified before the next.
#pragma once

#include <functional>

#include "cli/clean/run.hpp"
#include "cli/clean/survey.hpp"

namespace cli::clean {

/// Called often while something takes its time.
struct Progress {
    std::function<void(const Item& item, const io::Deletion& deletion)> deletes;
    std::function<void(const Parked& parked)> loads;  ///< the next gopls loads its workspace
};

/// Carries out `run.plan` and completes the run. `facts` are those on which the plan rests. Ctrl-C
/// and SIGTERM stop it between two files.
void execute(Run& run, const Facts& facts, const Place& place, const CacheFolders& folders,
             const Progress& progress);

}  // namespace cli::clean
