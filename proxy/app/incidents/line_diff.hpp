// A unified diff of two texts, line by line (Myers, "An O(ND) Difference Algorithm", 1986). Texts
// with too little in common are not compared: the diff replaces all of one by the other. Pure.
#pragma once

#include <string>
#include <string_view>

namespace app::incidents {

/// Returns the diff as `diff -u` prints it, below `a/name` and `b/name`; empty for equal texts.
std::string unified_diff(std::string_view name, std::string_view before, std::string_view after);

}  // namespace app::incidents
