#include "app/size_text.hpp"

#include <cstdio>

namespace app {

std::string size_text(std::uint64_t bytes) {
    const auto value = static_cast<double>(bytes);
    char text[32];
    if (bytes >= std::uint64_t{1} << 30) {
        std::snprintf(text, sizeof text, "%.1f GB", value / (1 << 30));
    } else if (bytes >= std::uint64_t{1} << 20) {
        std::snprintf(text, sizeof text, "%.1f MB", value / (1 << 20));
    } else {
        std::snprintf(text, sizeof text, "%.0f KB", value / (1 << 10));
    }
    return text;
}

}  // namespace app
