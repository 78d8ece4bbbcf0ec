// A run of `gopls-proxy health` for programs. Pure.
#pragma once

#include "app/incidents/document.hpp"
#include "cli/health/outcome.hpp"

namespace cli::health {

/// Returns the document of docs/schemas/health.json, with secrets in texts masked.
app::incidents::Json json_of(const Outcome& outcome);

}  // namespace cli::health
