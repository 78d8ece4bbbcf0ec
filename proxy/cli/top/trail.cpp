#include "cli/top/trail.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace cli::top {

std::string bars(const std::vector<std::optional<double>>& values, double least) {
    constexpr std::array<std::string_view, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    constexpr double kHighest = kBars.size() - 1;
    double top = least;
    for (const auto& value : values) top = std::max(top, value.value_or(0));
    std::string text;
    for (const auto& value : values) {
        if (!value) {
            text += ' ';
            continue;
        }
        const double part = top > 0 ? std::clamp(*value / top, 0.0, 1.0) : 0;
        text += kBars[static_cast<std::size_t>(std::lround(part * kHighest))];
    }
    return text;
}

void Trail::record(core::Time now, std::optional<double> value) {
    if (value && !std::isfinite(*value)) value.reset();
    points_.push_back({now, value});
    while (now - points_.front().time > kWindow) points_.pop_front();
}

std::vector<std::optional<double>> Trail::columns(std::size_t columns) const {
    std::vector<std::optional<double>> result(columns);
    if (points_.empty() || columns == 0) return result;
    const core::Time start = points_.back().time - kWindow;
    const auto last = static_cast<double>(columns - 1);
    std::size_t at = columns;
    for (const Point& point : points_) {
        const double part = core::seconds(point.time - start) / core::seconds(kWindow);
        const auto column =
            static_cast<std::size_t>(std::clamp(part * static_cast<double>(columns), 0.0, last));
        // The columns that were passed over keep the value before them.
        for (std::size_t i = at + 1; i < column; ++i) result[i] = result[at];
        if (column != at || !result[column]) {
            result[column] = point.value;
        } else if (point.value) {
            result[column] = std::max(*result[column], *point.value);
        }
        at = column;
    }
    return result;
}

std::optional<double> Trail::latest() const {
    return points_.empty() ? std::nullopt : points_.back().value;
}

std::optional<double> Trail::largest() const {
    std::optional<double> result;
    for (const Point& point : points_) {
        if (point.value) result = std::max(result.value_or(0), *point.value);
    }
    return result;
}

}  // namespace cli::top
