// `gopls-proxy doctor --repro`: writes the smallest workspace that shows the same finding.
#pragma once

#include <string>

#include "cli/doctor/options.hpp"
#include "cli/doctor/shown.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/facts/gather.hpp"

namespace cli::doctor {

/// Returns why the workspace cannot be written to the folder of `--repro`; empty if it can. It must
/// not exist or be empty, and must not be in the examined folder, a module or a workspace.
std::string trouble_with_target(const Options& options);

/// Chooses the finding, reduces the workspace, and writes it. Prints the result. Returns the exit
/// code: 0 if it was written, 1 if the finding cannot be reproduced apart, 2 if there is no such
/// kind of finding.
int write_repro(const Options& options, const ::doctor::Question& question,
                const ::doctor::Facts& facts);

}  // namespace cli::doctor
