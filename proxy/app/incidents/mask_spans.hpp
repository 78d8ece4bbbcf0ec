// Masks secrets that span words: private keys, and parts of URLs. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace app::incidents {

inline constexpr std::string_view kBlanks = " \t\r\n";
/// The number of bytes examined behind a sign, so that long lines do not take long.
inline constexpr std::size_t kMaxLookBytes = 300;

/// Returns the position of the first of `signs`, or the end of the text.
inline std::size_t end_at(std::string_view text, std::string_view signs, std::size_t from) {
    return std::min(text.find_first_of(signs, from), text.size());
}

/// Masks everything from `-----BEGIN … PRIVATE KEY…-----` to its end, or to the end of the text.
std::string without_private_keys(std::string_view text);

/// Masks users, keys in paths, queries and fragments of URLs; all of an escaped URL.
std::string without_parts_of_urls(std::string_view text);

}  // namespace app::incidents
