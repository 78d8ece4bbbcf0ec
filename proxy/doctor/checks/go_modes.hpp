// Checks of the settings that change how the go command works: GOFLAGS, GO111MODULE, GOWORK,
// GOTOOLCHAIN. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_goflags_invalid(const Facts& facts);
Findings check_goflags_mod(const Facts& facts);
Findings check_goflags_vendor(const Facts& facts);
Findings check_go111module(const Facts& facts);
Findings check_gowork_missing(const Facts& facts);
Findings check_gowork_off(const Facts& facts);
Findings check_gowork_elsewhere(const Facts& facts);
Findings check_gotoolchain(const Facts& facts);
Findings check_setting_overridden(const Facts& facts);
Findings check_build_tags(const Facts& facts);

}  // namespace doctor
