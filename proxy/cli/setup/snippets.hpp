// The settings in editors/ that a user pastes, as a part of the program, so that no copy differs.
#pragma once

#include <string_view>

namespace cli::setup {

/// Returns the text of a file in editors/, such as `vim/ale.vim`; empty if it is not a part.
std::string_view snippet(std::string_view path);

}  // namespace cli::setup
