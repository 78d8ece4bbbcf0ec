// Makes the plan of a failing session short: steps are left out as long as it still fails.
#pragma once

#include <string_view>

#include "simulation/plan.hpp"

namespace simulation {

/// The plan without the steps that are not needed for it to break the same invariant (delta
/// debugging: halves, quarters, … single steps). `violation` is what run() said of it.
Plan shrunk(const Plan& failing, std::string_view violation);

}  // namespace simulation
