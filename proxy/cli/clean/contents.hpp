// Tells by its entries whether a folder is the cache that it should be. Pure.
//
// GOCACHE=$HOME is a mistake that people make, and then this folder has more than a cache in it.
// One entry that neither gopls nor the go command makes is therefore enough to refuse a folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/clean/kinds.hpp"

namespace cli::clean {

/// Returns why a folder with these entries is not a cache of this kind, or an empty text. `readme`
/// is the beginning of its file README. For `kTemporary` and `kLeftOver`, whose names tell what
/// they are, every content is right.
std::string not_a_cache(Kind kind, const std::vector<std::string>& entries,
                        std::string_view readme);

}  // namespace cli::clean
