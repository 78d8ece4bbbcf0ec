// Long texts with their middle left out: what began it and what ended it are at
// the ends. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace app::incidents {

/// `text`, or whole lines of its beginning and its end with a line between them that says how much
/// is missing. Never more than `max_bytes`, which is 200 or more.
std::string cut_middle(std::string_view text, std::size_t max_bytes);

}  // namespace app::incidents
