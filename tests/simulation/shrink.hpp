// Shrinks the plan of a failing session by leaving out steps as long as the session still fails.
#pragma once

#include <string_view>

#include "simulation/plan.hpp"

namespace simulation {

/// Returns the plan without the steps that are not needed to break the same invariant (delta
/// debugging: halves, quarters, … single steps). `violation` is the result of run().
Plan shrunk(const Plan& failing, std::string_view violation);

}  // namespace simulation
