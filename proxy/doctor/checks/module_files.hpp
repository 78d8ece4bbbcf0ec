// Checks of the contents of go.mod, go.work and go.sum. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_go_mod_syntax(const Facts& facts);
Findings check_go_work_syntax(const Facts& facts);
Findings check_go_sum_syntax(const Facts& facts);
Findings check_go_mod_duplicates(const Facts& facts);
Findings check_go_mod_refused(const Facts& facts);
Findings check_go_work_refused(const Facts& facts);

}  // namespace doctor
