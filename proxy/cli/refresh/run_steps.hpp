// Runs the go commands of a refresh, one behind the other, each with a time limit.
//
// Blocking. A command that takes too long, or that the caller stops, is killed with all processes
// that it has started; so is every command if this process dies.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "cli/refresh/result.hpp"
#include "cli/refresh/steps.hpp"

namespace cli::refresh {

/// What the go commands run with.
struct GoCommand {
    std::string path;
    app::Environment environment;
    std::chrono::seconds limit{0};  ///< for each command
};

/// Asked of the caller.
struct Callbacks {
    /// Called several times a second while the command of a step runs. False ends it and all
    /// further steps.
    std::function<bool(std::size_t step, std::chrono::seconds since_start)> keeps_going;
    /// Returns whether `go mod tidy` may make these changes, a unified diff.
    std::function<bool(const Step& step, const std::string& diff)> agrees;
};

/// Returns a result for each step. A step that fails does not keep the next ones from running.
std::vector<Result> run_steps(const std::vector<Step>& steps, const std::vector<Root>& roots,
                              const GoCommand& go, const Callbacks& callbacks);

}  // namespace cli::refresh
