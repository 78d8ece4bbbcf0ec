// Deliberate faults of the core, to check the checker. In the program `simulation` there are none;
// `simulation_mutants` is built from copies of the sources in which each of mutants.cmake has a
// switch.
#pragma once

#include <string>
#include <vector>

namespace simulation {

/// Their names, in the order of their numbers, which begin at 1.
const std::vector<std::string>& mutants();
/// Those of them whose text is not in the sources any more, where each has to be exactly once.
const std::vector<std::string>& lost_mutants();
/// One of them; 0 for none.
void switch_on(int mutant);

}  // namespace simulation
