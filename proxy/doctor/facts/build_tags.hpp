// Build tags in GOFLAGS and in an editor's settings of the folder. Pure, except `editor_tags`.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/facts/facts.hpp"

namespace doctor {

/// Returns the tags of the last `-tags` among `flags`, sorted and separated by commas.
std::string tags_in(const std::vector<std::string>& flags);

/// Returns the tags that VS Code's settings pass to gopls, by setting. `text` may have comments and
/// trailing commas. Empty for a text that does not parse.
std::vector<TagSetting> tags_of_vscode(std::string_view text, const std::string& file);

/// Reads `.vscode/settings.json` in the folder. Blocking for `limit` at most.
std::vector<TagSetting> editor_tags(const std::string& folder, std::chrono::milliseconds limit);

}  // namespace doctor
