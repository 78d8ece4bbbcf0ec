// Checks of GOPACKAGESDRIVER, a program that loads packages instead of the go command. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_driver_missing(const Facts& facts);
Findings check_driver_in_use(const Facts& facts);

}  // namespace doctor
