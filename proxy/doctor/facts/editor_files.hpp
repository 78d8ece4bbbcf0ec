// Finds and reads the settings files of a user's editors, and those in the examined folder.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "doctor/facts/editor_settings.hpp"

namespace doctor {

/// Returns the settings of the editors found, those of the user first. Files that are missing,
/// empty, over 1 MiB or not regular are left out. Blocking for `limit` at most; then a part is
/// missing.
std::vector<EditorFile> editor_files(const std::string& folder, const app::Environment& environment,
                                     std::chrono::milliseconds limit);

}  // namespace doctor
