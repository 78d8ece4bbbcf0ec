// Delivers a judged run: the report, JSON, JUnit XML, annotations, the baseline, the incident and
// the webhook.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"
#include "cli/health/measure.hpp"
#include "cli/health/options.hpp"
#include "cli/health/outcome.hpp"

namespace cli::health {

/// Delivers the run and prints it. A file that cannot be written, or a webhook that does not accept
/// the message, is a line on stderr. Returns the exit code: that of the verdict, or 2 if a good run
/// could not be written to a file that was asked for.
int deliver(Outcome outcome, const Evidence& evidence, const std::vector<std::string>& hints,
            const Options& options, const app::Environment& environment);

}  // namespace cli::health
