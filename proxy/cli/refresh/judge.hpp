// Explains the output of the go commands of a refresh: findings, faults, and the
// commands that mend these. Pure.
//
// A program that was killed at its time limit, stopped or not started has the same result whatever
// the task: `unfinished`.
#pragma once

#include <string>
#include <string_view>

#include "cli/refresh/result.hpp"
#include "cli/refresh/root.hpp"
#include "doctor/facts/modules.hpp"
#include "doctor/facts/programs.hpp"

namespace cli::refresh {

using ::doctor::Ran;

/// Returns the result of a program that did not end by itself.
Result unfinished(const Ran& ran, std::chrono::seconds limit);

/// Returns why a go command failed, by its words: a checksum that does not match, or the first
/// paragraph of its stderr.
Problem failure_of(const Ran& ran, const Root& root);

/// `ran` is `go mod download -json`.
Result judge_download(const Ran& ran, const Root& root);
/// `ran` is `go mod verify`.
Result judge_verify(const Ran& ran, const Root& root);
/// `ran` is `go list -m -json all`.
Result judge_list(const Ran& ran, const Root& root);
/// `ran` is `go list -m -u -json all`.
Result judge_updates(const Ran& ran, const Root& root);
/// `ran` is `go mod vendor` or `go work vendor`; `before` and `after` are vendor/modules.txt.
Result judge_vendor(const Ran& ran, const Root& root, std::string_view before,
                    std::string_view after);

/// Returns the requirements that differ.
std::vector<VersionStep> version_steps(const std::vector<::doctor::Requirement>& before,
                                       const std::vector<::doctor::Requirement>& after);
/// Returns "go.mod: 2 modules added, 1 module removed" for what `go mod tidy` has changed.
std::string tidy_summary(const std::vector<VersionStep>& steps, std::string_view diff);

/// Returns the modules in the output of `go list -m -json`, with `-u` their updates.
std::vector<ListedModule> listed_modules(std::string_view output);

/// Returns the `replace` lines that change nothing: their module is not needed, or another version
/// of it is selected.
std::vector<Problem> replaces_without_effect(const Root& root,
                                             const std::vector<ListedModule>& modules);

}  // namespace cli::refresh
