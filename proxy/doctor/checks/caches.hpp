// Checks of the caches: who owns them, how large they are, and whether they are whole. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_cache_unusable(const Facts& facts);
Findings check_cache_large(const Facts& facts);
Findings check_modules_incomplete(const Facts& facts);
/// Those of `--deep`.
Findings check_module_modified(const Facts& facts);
Findings check_cache_damaged(const Facts& facts);

}  // namespace doctor
