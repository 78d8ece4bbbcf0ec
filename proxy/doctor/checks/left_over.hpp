// Checks of processes that were left behind, and of locks that are held. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_left_over_processes(const Facts& facts);
Findings check_held_locks(const Facts& facts);

}  // namespace doctor
