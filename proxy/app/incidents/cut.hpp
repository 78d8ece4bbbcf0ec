// Cuts the middle out of long texts, because a fault's cause and its end are at the ends. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace app::incidents {

/// Returns `text`; or whole lines of its beginning and its end, with a line between them that says
/// how much is missing. Never longer than `max_bytes`, which must be at least 200.
std::string cut_middle(std::string_view text, std::size_t max_bytes);

}  // namespace app::incidents
