// Saves the evidence of a run that failed as an incident, which `gopls-proxy incidents` lists.
#pragma once

#include <string>

#include "app/result.hpp"
#include "cli/health/measure.hpp"
#include "cli/health/outcome.hpp"

namespace cli::health {

using app::throw_exception_from_error;

/// Returns incident.json: the verdict, what was measured, and the log of the run. Pure.
std::string incident_document(const Outcome& outcome, const std::string& id);

struct SavedIncident {
    std::string folder;  ///< its path
};

/// Creates a folder below `root`, the folder of all incidents. Its files are
/// incident.json, health.json, report.txt, and, as far as gopls wrote them, stderr.txt and
/// stacks.txt; all masked. Deletes the oldest incidents beyond their limits. Blocking.
boost::system::result<SavedIncident, app::Failure> save_incident(const std::string& root,
                                                                 const Outcome& outcome,
                                                                 const Evidence& evidence,
                                                                 const std::string& report);

}  // namespace cli::health
