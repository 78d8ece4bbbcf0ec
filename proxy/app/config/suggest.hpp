// Suggestions for mistyped names: "did you mean …?". Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace app {

/// Returns how many letters must be changed, added, removed or swapped with the next one to turn
/// one word into the other.
std::size_t edit_distance(std::string_view from, std::string_view to);

/// Returns `; did you mean "observe"?` if one of `known` is close to `word`, else an empty string.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace app
