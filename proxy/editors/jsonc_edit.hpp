// Edits JSON with comments: change.hpp says how. Pure.
#pragma once

#include "editors/change.hpp"

namespace editors {

/// See `add_setting`.
boost::system::result<Edited, Failure> add_to_jsonc(std::string_view text, const Keys& keys,
                                                    const Json& value);

/// See `remove_setting`.
TextResult remove_from_jsonc(std::string_view text, const Addition& addition);

/// See `setting_at`. A key that occurs twice has its last value, as in VS Code.
boost::system::result<std::optional<Setting>, TextError> setting_in_jsonc(std::string_view text,
                                                                          const Keys& keys);

/// Returns `json` with the value at `keys`, and with the objects that lead there.
Json with_value(Json json, const Keys& keys, const Json& value);

}  // namespace editors
