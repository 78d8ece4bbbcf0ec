// Gathers the facts about the modules of a folder: go.mod, go.work, go.sum, vendor, replacements.
#pragma once

#include "doctor/facts/commands.hpp"
#include "doctor/facts/facts.hpp"

namespace doctor {

/// At most this many modules are examined.
inline constexpr std::size_t kMostModulesExamined = 64;

/// Fills in `works` and `modules`, by `settings` and `tree`.
void gather_modules(Commands& commands, Facts& facts);

/// Fills in the targets of all local `replace` lines.
void gather_targets(Commands& commands, Facts& facts);

/// Fills in `version_changes`: the versions that go.work chooses and a module alone does not.
/// `work_copy` is a copy of go.work elsewhere, since the go command writes go.work.sum beside it.
void gather_version_changes(Commands& commands, const std::string& work_copy, Facts& facts);

/// Returns a go.work with the same meaning and absolute paths, for a copy elsewhere. Pure.
std::string copy_of(const WorkFile& work);

/// Returns the changes between two outputs of `go list -m -json all`. `module` is the main module
/// of `alone`. Pure.
std::vector<VersionChange> version_changes(const std::string& module, std::string_view alone,
                                           std::string_view in_workspace);

}  // namespace doctor
