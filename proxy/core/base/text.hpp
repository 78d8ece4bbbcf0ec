// Text functions that the C++20 standard library lacks.
#pragma once

#include <algorithm>
#include <string_view>

namespace core {

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Whether `text` contains one of `parts`, a range of texts.
template <class Parts>
bool contains_any(std::string_view text, const Parts& parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [text](std::string_view part) { return contains(text, part); });
}

/// Returns the last part of a path.
inline std::string_view basename(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace core
