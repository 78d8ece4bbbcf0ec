// Compares the environment of running gopls processes with that of the shell. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_running_environment(const Facts& facts);
Findings check_running_go(const Facts& facts);

}  // namespace doctor
