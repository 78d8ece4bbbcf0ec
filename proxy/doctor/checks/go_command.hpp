// Checks of the go command itself. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_go_missing(const Facts& facts);
Findings check_go_fails(const Facts& facts);
Findings check_go_hangs(const Facts& facts);
Findings check_several_go(const Facts& facts);
Findings check_shims(const Facts& facts);

}  // namespace doctor
