// The part of a refresh in a run of `gopls-proxy clean`: where go commands run, and which proxies
// park their gopls meanwhile. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/clean/facts.hpp"
#include "cli/clean/plan.hpp"
#include "cli/refresh/result.hpp"
#include "cli/refresh/steps.hpp"

namespace cli::clean {

/// The go commands of a run. Values.
struct Refresh {
    std::vector<refresh::Root> roots;
    std::vector<refresh::Step> steps;
    std::vector<std::string> problems;  ///< why folders are not refreshed, one sentence each
    /// One for each step; empty if none was run.
    std::vector<refresh::Result> results;
    bool has_shown_diffs = false;  ///< the user has seen the changes of `go mod tidy`

    bool runs_anything() const { return refresh::count_running(steps) > 0; }
    bool has_trouble() const;
};

/// Returns the folders in which go commands run: the given ones, else the workspaces whose gopls
/// the plan stops, and the working folder.
std::vector<std::string> folders_to_refresh(const Options& options, const Plan& plan,
                                            const Facts& facts, const std::string& working_folder);

/// Returns the refresh of these roots. A given folder without a module is a problem; a working
/// folder without one only if there is nothing else to refresh.
Refresh plan_refresh(const Options& options, refresh::Roots roots);

/// Adds the proxies to park, if a go command writes: those with a workspace in a root, or around
/// it.
void park_for(const Refresh& refresh, const Facts& facts, Plan& plan);

}  // namespace cli::clean
