// Checks of `replace` lines that lead to a folder, and of vendor folders. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_replace_missing(const Facts& facts);
Findings check_replace_other_module(const Facts& facts);
Findings check_replace_dirty(const Facts& facts);
Findings check_vendor_stale(const Facts& facts);
Findings check_vendor_ignored(const Facts& facts);

}  // namespace doctor
