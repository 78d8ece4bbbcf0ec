// Checks of the folders that Go's settings name. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_folder_unusable(const Facts& facts);
Findings check_folder_relative(const Facts& facts);
Findings check_goroot(const Facts& facts);
Findings check_gopath(const Facts& facts);
/// GOCACHE=off and GOMODCACHE=off, which the go command refuses.
Findings check_cache_off(const Facts& facts);
Findings check_file_system_hangs(const Facts& facts);

}  // namespace doctor
