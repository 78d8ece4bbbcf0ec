// Checks of the runs of `--load` and `--build`. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_load_hangs(const Facts& facts);
Findings check_load_fails(const Facts& facts);
Findings check_load_errors(const Facts& facts);

}  // namespace doctor
