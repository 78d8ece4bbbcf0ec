// Carries out a plan: parks gopls, ends processes, looks again, deletes, runs go commands, and
// starts gopls again. Each step is verified before the next; gopls is started again whatever
// happens.
#pragma once

#include <functional>

#include "cli/clean/run.hpp"
#include "cli/clean/survey.hpp"

namespace cli::clean {

/// Calls of the caller: often while something takes its time, and for a question.
struct Progress {
    std::function<void(const Item& item, const io::Deletion& deletion)> deletes;
    std::function<void(const Parked& parked)> loads;  ///< the next gopls loads its workspace
    /// The go command of a step of the refresh runs.
    std::function<void(std::size_t step, std::chrono::seconds since_start)> refreshes;
    /// Asks whether `go mod tidy` may make these changes, until `keeps_going` returns false.
    std::function<bool(const refresh::Step& step, const std::string& diff,
                       const std::function<bool()>& keeps_going)>
        agrees;
};

/// Carries out `run.plan` and completes the run. `facts` are those on which the plan rests. Ctrl-C
/// and SIGTERM stop it between two files, and kill the go command that runs.
void execute(Run& run, const Facts& facts, const Place& place, const CacheFolders& folders,
             const Progress& progress);

}  // namespace cli::clean
