// Checks of a log of gopls, of an editor or of the proxy. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_log_unreadable(const Facts& facts);
/// gopls's start came to an end before the packages were loaded.
Findings check_log_start(const Facts& facts);
Findings check_log_not_started(const Facts& facts);
Findings check_log_crash(const Facts& facts);
Findings check_log_load_error(const Facts& facts);
Findings check_log_settings(const Facts& facts);
Findings check_log_deprecated(const Facts& facts);
Findings check_log_stall(const Facts& facts);

}  // namespace doctor
