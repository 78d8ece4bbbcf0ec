// The checks of a run as JUnit XML, which CI systems show as tests. Pure.
#pragma once

#include <string>

#include "cli/health/outcome.hpp"

namespace cli::health {

/// Returns the document: one test case for each check. An exceeded limit is a failure, a missing
/// measurement an error; a run that met a problem has the test case "measurement" with that error.
std::string junit_of(const Outcome& outcome);

}  // namespace cli::health
