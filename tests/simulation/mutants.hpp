// Deliberate faults of the core, which check the oracle. The program `simulation` has none. The
// program `simulation_mutants` is built from copies of the sources with a switch for each mutant of
// mutants.cmake.
#pragma once

#include <string>
#include <vector>

namespace simulation {

/// Returns their names, in the order of their numbers, which begin at 1.
const std::vector<std::string>& mutants();
/// Returns the names of those whose quoted text is not in the source exactly once.
const std::vector<std::string>& lost_mutants();
/// Switches one of them on, or none with 0.
void switch_on(int mutant);

}  // namespace simulation
