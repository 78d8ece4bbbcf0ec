// Removes the pieces of a list that are not needed. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace doctor {

/// Numbers of pieces, from 0, ascending.
using Pieces = std::vector<std::size_t>;

/// Returns the pieces of `count` that are left when nothing more can be removed, greedily: large
/// runs of pieces first, then shorter ones, then single pieces until none can go. `shows` says
/// whether the pieces that it gets still show the finding; all of them together do. `may_try` is
/// called before each call of `shows`; once it returns false, the pieces of that moment are
/// returned.
Pieces reduce(std::size_t count, const std::function<bool(const Pieces&)>& shows,
              const std::function<bool()>& may_try);

}  // namespace doctor
