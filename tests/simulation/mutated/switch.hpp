// What the mutated copies of the core's sources ask: is this mutant switched on?
#pragma once

namespace simulation {

extern int mutant_on;
inline bool mutant(int number) {
    return mutant_on == number;
}

}  // namespace simulation
