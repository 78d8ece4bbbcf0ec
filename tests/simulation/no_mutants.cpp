#include "simulation/mutants.hpp"

namespace simulation {

const std::vector<std::string>& mutants() {
    static const std::vector<std::string> kNone;
    return kNone;
}

void switch_on(int) {}

}  // namespace simulation
