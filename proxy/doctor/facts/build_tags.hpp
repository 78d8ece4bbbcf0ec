// Build tags in GOFLAGS and in the settings of VS Code. Pure.
#pragma once

#include <string>
#include <vector>

#include "doctor/facts/facts.hpp"

namespace doctor {

/// Returns the tags of the last `-tags` among `flags`, sorted and separated by commas.
std::string tags_in(const std::vector<std::string>& flags);

/// Returns the tags that VS Code passes to gopls, by setting: from the folder's settings if they
/// name any, else from the user's.
std::vector<TagSetting> editor_tags(const std::vector<EditorFile>& files);

}  // namespace doctor
