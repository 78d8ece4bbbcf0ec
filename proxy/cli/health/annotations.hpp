// The checks of a run as annotations of a GitHub workflow
// (docs.github.com, "Workflow commands for GitHub Actions"). Pure.
#pragma once

#include <string>

#include "cli/health/outcome.hpp"

namespace cli::health {

/// Returns a line `::error title=…::…` for each exceeded or missing check, and for a problem; for a
/// good run a single `::notice`.
std::string annotations_of(const Outcome& outcome);

}  // namespace cli::health
