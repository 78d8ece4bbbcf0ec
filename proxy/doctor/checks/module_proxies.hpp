// Checks of the settings that decide where modules come from. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_goproxy_invalid(const Facts& facts);
Findings check_goproxy_off(const Facts& facts);
Findings check_goproxy_without_direct(const Facts& facts);
/// GOPRIVATE, GONOPROXY and GONOSUMDB.
Findings check_private_patterns(const Facts& facts);
Findings check_private_overridden(const Facts& facts);
Findings check_gosumdb_off(const Facts& facts);

}  // namespace doctor
