// The command line of gopls in the settings of editors, and the ports of running gopls. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_gopls_flag_unknown(const Facts& facts);
Findings check_gopls_remote(const Facts& facts);
Findings check_gopls_port_open(const Facts& facts);

}  // namespace doctor
