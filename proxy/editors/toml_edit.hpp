// Edits TOML: change.hpp says how. toml++ parses it. Pure.
#pragma once

#include "editors/change.hpp"

namespace editors {

/// See `add_setting`. The last key is set in the table that the others name.
boost::system::result<Edited, Failure> add_to_toml(std::string_view text, const Keys& keys,
                                                   const Json& value);

/// See `remove_setting`. Fails if the lines that were added have been edited.
TextResult remove_from_toml(std::string_view text, const Addition& addition);

/// See `setting_at`. Only strings have a value; others are given as null.
boost::system::result<std::optional<Setting>, TextError> setting_in_toml(std::string_view text,
                                                                         const Keys& keys);

}  // namespace editors
