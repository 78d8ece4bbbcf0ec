// Settings that editors send to gopls: unknown, obsolete, invalid, repeated, or costly. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_gopls_setting_unknown(const Facts& facts);
Findings check_gopls_setting_obsolete(const Facts& facts);
Findings check_gopls_setting_value(const Facts& facts);
Findings check_gopls_setting_repeated(const Facts& facts);
Findings check_gopls_settings_costly(const Facts& facts);

}  // namespace doctor
