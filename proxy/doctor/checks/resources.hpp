// Checks of limits and of the rest: open files, disk space, memory. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_open_files(const Facts& facts);
Findings check_disk_full(const Facts& facts);
Findings check_disk_low(const Facts& facts);
Findings check_memory_low(const Facts& facts);
/// Processes that the kernel killed in this control group, for want of memory.
Findings check_memory_kills(const Facts& facts);

}  // namespace doctor
