// Tells the mutated copies of the core's sources whether a mutant is switched on.
#pragma once

namespace simulation {

extern int mutant_on;
inline bool mutant(int number) {
    return mutant_on == number;
}

}  // namespace simulation
