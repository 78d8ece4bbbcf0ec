// The commands that an expert would run next about a finding. Pure.
#pragma once

#include <string>
#include <vector>

#include "doctor/facts/facts.hpp"
#include "doctor/finding.hpp"

namespace doctor {

/// Returns the commands, each with a comment behind `  # `; empty if the remedy of the finding says
/// it all. `finding` has its id.
std::vector<std::string> next_steps_of(const Finding& finding, const Facts& facts);

}  // namespace doctor
