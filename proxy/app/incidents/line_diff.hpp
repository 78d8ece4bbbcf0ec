// A unified diff of two texts, line by line (Myers, "An O(ND) Difference
// Algorithm", 1986). Texts that have too little in common are not compared: one
// goes, the other comes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace app::incidents {

/// As `diff -u` prints it, `a/name` and `b/name` above it; empty if the texts are the same.
std::string unified_diff(std::string_view name, std::string_view before, std::string_view after);

}  // namespace app::incidents
