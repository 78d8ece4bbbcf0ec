// Colours and columns of what is printed on a terminal. Pure.
#pragma once

#include <string>
#include <string_view>

namespace cli {

enum class Paint { kPlain, kStrong, kDim, kCyan, kYellow, kBad, kGood };

/// `text` in a colour of a terminal, or as it is.
std::string painted(std::string_view text, Paint paint, bool colours);
/// `text` filled with blanks to `columns`, at least one; characters are counted, not bytes.
std::string padded(std::string_view text, std::size_t columns);

}  // namespace cli
