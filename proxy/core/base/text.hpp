// What the standard library of C++20 does not have for texts.
#pragma once

#include <algorithm>
#include <string_view>

namespace core {

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// One of `parts`, a range of texts, is in it.
template <class Parts>
bool contains_any(std::string_view text, const Parts& parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [text](std::string_view part) { return contains(text, part); });
}

/// A path's last part.
inline std::string_view basename(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace core
