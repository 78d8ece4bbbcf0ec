// Secrets that span words: private keys, and what a URL holds. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace app::incidents {

inline constexpr std::string_view kBlanks = " \t\r\n";
/// What is looked at behind a sign, so that a long line takes no long time.
inline constexpr std::size_t kMaxLookBytes = 300;

/// Where one of `signs` stands, or the text ends.
inline std::size_t end_at(std::string_view text, std::string_view signs, std::size_t from) {
    return std::min(text.find_first_of(signs, from), text.size());
}

/// Masks each from `-----BEGIN … PRIVATE KEY…-----` to its end, or to that of the text.
std::string without_private_keys(std::string_view text);

/// Masks the users of URLs, keys in their paths, their queries and fragments; of escaped ones all.
std::string without_parts_of_urls(std::string_view text);

}  // namespace app::incidents
