// Settings of VS Code's Go extension that are off, unknown, wrong, or fight each other. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_language_server_off(const Facts& facts);
Findings check_go_setting_unknown(const Facts& facts);
Findings check_go_setting_value(const Facts& facts);
Findings check_go_gopath(const Facts& facts);
Findings check_build_flags_ignored(const Facts& facts);

}  // namespace doctor
