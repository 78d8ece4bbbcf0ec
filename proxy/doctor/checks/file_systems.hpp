// Checks of the file systems under the workspace and the caches. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_workspace_remote(const Facts& facts);
Findings check_cache_remote(const Facts& facts);
/// Caches on an overlay or in memory.
Findings check_cache_not_kept(const Facts& facts);
/// Files whose metadata or content took long to read.
Findings check_file_system_slow(const Facts& facts);

}  // namespace doctor
