// Settings files of editors that cannot be read, and the programs that they start as gopls. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_editor_syntax(const Facts& facts);
Findings check_editor_program_missing(const Facts& facts);
Findings check_editor_programs_differ(const Facts& facts);

}  // namespace doctor
