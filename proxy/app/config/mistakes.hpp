// Sentences about mistakes in settings and on command lines, in one style: the value, the place it
// came from, the allowed values. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace app {

/// Returns `invalid value "ac" for mode (from --proxy-mode)`, and `complaint` behind it, which
/// begins with its punctuation (see `assign`). `source` may be empty.
std::string invalid_value(std::string_view value, std::string_view name, std::string_view source,
                          std::string_view complaint);

/// Returns `; allowed: act, observe or off`.
std::string allowed_clause(std::string_view allowed);

/// Returns `unknown setting stall.windw (from /…/config.toml:3); did you mean "stall.window"?`.
/// `known` are the names in the spelling of this source.
std::string unknown_setting(std::string_view name, std::string_view source,
                            const std::vector<std::string>& known);

/// Returns `act, observe or off`.
std::string alternatives(const std::vector<std::string>& words);

}  // namespace app
