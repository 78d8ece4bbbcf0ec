#include "core/base/time.hpp"

#include <cstdio>

namespace core {

std::string human(Duration d) {
    char text[32];
    const double s = seconds(d);
    if (s < 1e-3) {
        std::snprintf(text, sizeof text, "%.0f µs", s * 1e6);
    } else if (s < 1) {
        std::snprintf(text, sizeof text, "%.0f ms", s * 1e3);
    } else if (s < 120) {
        std::snprintf(text, sizeof text, "%.1f s", s);
    } else {
        std::snprintf(text, sizeof text, "%.0f min", s / 60);
    }
    return text;
}

}  // namespace core
