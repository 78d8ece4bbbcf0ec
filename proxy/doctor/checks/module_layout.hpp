// Checks of how the folder and its modules lie to each other. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

Findings check_no_module(const Facts& facts);
Findings check_modules_without_work(const Facts& facts);
Findings check_nested_modules(const Facts& facts);
Findings check_symlinked_folder(const Facts& facts);
Findings check_symlinks_inside(const Facts& facts);
Findings check_large_folders(const Facts& facts);

}  // namespace doctor
