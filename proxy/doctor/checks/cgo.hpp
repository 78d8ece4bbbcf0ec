// Checks of what packages that import "C" need. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_cgo_compiler(const Facts& facts);
Findings check_cgo_disabled(const Facts& facts);
Findings check_cgo_headers(const Facts& facts);
Findings check_cgo_folders(const Facts& facts);
Findings check_cgo_libraries(const Facts& facts);

}  // namespace doctor
