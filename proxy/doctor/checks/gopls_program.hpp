// Checks of the gopls that the proxy starts: found, and of a version that fits the Go. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_gopls_missing(const Facts& facts);
Findings check_gopls_older_than_go(const Facts& facts);
Findings check_go_too_old_for_gopls(const Facts& facts);
Findings check_several_gopls(const Facts& facts);

}  // namespace doctor
