// Colours and columns for terminal output.
#pragma once

#include <string>
#include <string_view>

#include "app/environment.hpp"

namespace app {

/// Returns whether text for the descriptor `fd` may have colours: it is a terminal, and neither
/// `NO_COLOR` (no-color.org) is set nor is TERM `dumb`.
bool wants_colours(int fd, const Environment& environment);

enum class Paint { kPlain, kStrong, kDim, kCyan, kYellow, kBad, kGood };

/// Returns `text` in a terminal colour, or unchanged.
std::string painted(std::string_view text, Paint paint, bool colours);
/// Returns `text` padded to `columns` with at least one blank; counts characters, not bytes.
std::string padded(std::string_view text, std::size_t columns);

}  // namespace app
