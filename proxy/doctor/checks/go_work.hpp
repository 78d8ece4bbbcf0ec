// Checks of go.work against the modules on disk. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_work_lost_module(const Facts& facts);
Findings check_work_repeats_module(const Facts& facts);
Findings check_work_misses_module(const Facts& facts);
Findings check_requirements_differ(const Facts& facts);
Findings check_work_changes_versions(const Facts& facts);

}  // namespace doctor
