// Checks of the hosts that modules come from. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_host_hangs(const Facts& facts);
Findings check_host_unreachable(const Facts& facts);
Findings check_host_refuses(const Facts& facts);
Findings check_host_slow(const Facts& facts);
/// Required modules that no place has.
Findings check_module_unavailable(const Facts& facts);
/// Those that the origin has and the proxy has not.
Findings check_proxy_misses_module(const Facts& facts);

}  // namespace doctor
