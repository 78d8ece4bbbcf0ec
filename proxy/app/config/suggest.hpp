// "Did you mean …?" for names that were typed wrong. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace app {

/// The number of letters to change, add, leave out or swap with the next one to get from one word
/// to the other.
std::size_t edit_distance(std::string_view from, std::string_view to);

/// `; did you mean "observe"?` when one of `known` is near `word`, otherwise nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

}  // namespace app
