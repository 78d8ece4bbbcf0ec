// Colours and columns of what is printed on a terminal.
#pragma once

#include <string>
#include <string_view>

#include "app/environment.hpp"

namespace app {

/// Whether text for the file descriptor `fd` may carry colours: a terminal, and neither `NO_COLOR`
/// (no-color.org) nor `TERM=dumb`.
bool wants_colours(int fd, const Environment& environment);

enum class Paint { kPlain, kStrong, kDim, kCyan, kYellow, kBad, kGood };

/// `text` in a colour of a terminal, or as it is.
std::string painted(std::string_view text, Paint paint, bool colours);
/// `text` filled with blanks to `columns`, at least one; characters are counted, not bytes.
std::string padded(std::string_view text, std::size_t columns);

}  // namespace app
