// Decides which go commands run, where, and which do not, with the reason. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/refresh/root.hpp"
#include "cli/refresh/tasks.hpp"

namespace cli::refresh {

/// A go command in a folder.
struct Step {
    Task task = Task::kVerify;
    std::size_t root = 0;  ///< its index
    std::string folder;    ///< in which it runs
    /// Behind `go`. For `kTidy` the command that finds the changes; `go mod tidy` makes them.
    std::vector<std::string> arguments = {};
    /// Why it does not run; empty: it does.
    std::string refusal = {};
};

/// Returns the steps in their order: for each root, each chosen task.
std::vector<Step> make_steps(const Tasks& tasks, const std::vector<Root>& roots);

/// Returns the command as a person types it: "go mod verify".
std::string command_of(const Step& step);

/// Returns whether `go mod tidy` of this Go has the flag -diff, which shows the changes without
/// making them (Go 1.23).
bool has_tidy_diff(const std::string& go_version);

/// Returns how many steps run.
std::size_t count_running(const std::vector<Step>& steps);

}  // namespace cli::refresh
