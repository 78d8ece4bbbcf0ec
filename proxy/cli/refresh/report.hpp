// The go commands of a refresh and their results, for people. Texts are printable, on one line and
// without secrets: paths, versions and the words of the go command come from workspaces and
// servers. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/refresh/result.hpp"
#include "cli/refresh/steps.hpp"

namespace cli::refresh {

/// How texts are shown.
struct Style {
    std::string home = {};  ///< shown as `~`; empty: unknown
    bool colours = false;
};

/// Returns "go mod verify in ~/src/app" for each step that runs, and why others do not.
std::string plan_text(const std::vector<Step>& steps, const std::vector<std::string>& problems,
                      const Style& style);

/// Returns "2 of 5: go mod verify in ~/src/app, 12 s".
std::string progress_text(const std::vector<Step>& steps, std::size_t step,
                          std::chrono::seconds since_start, const Style& style);

/// Returns the changes of `go mod tidy`, indented.
std::string diff_text(const Step& step, const std::string& diff, const Style& style);

/// Returns a paragraph for each step: the result, each fault with the command that mends it, and
/// the modules. `shows_diffs`: the changes of `go mod tidy` as well.
std::string result_text(const std::vector<Step>& steps, const std::vector<Result>& results,
                        bool shows_diffs, const Style& style);

}  // namespace cli::refresh
