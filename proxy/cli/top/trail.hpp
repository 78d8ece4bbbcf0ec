// A figure over the last minutes, drawn as a row of bars. Pure.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace cli::top {

/// Returns a bar for each value, as high as its part of the largest value, or of `least` if that is
/// larger; a blank for none. Bars are the Unicode blocks ▁ to █.
std::string bars(const std::vector<std::optional<double>>& values, double least);

/// Values of a figure with their times, the latest last.
class Trail {
  public:
    static constexpr core::Duration kWindow = std::chrono::minutes(5);

    /// Records a value, or that there is none. Drops those that have left the window.
    void record(core::Time now, std::optional<double> value);

    /// Returns the largest value of each of `columns` equal parts of the window, which ends with
    /// the latest value. A part without values has the one before it.
    std::vector<std::optional<double>> columns(std::size_t columns) const;
    std::optional<double> latest() const;
    std::optional<double> largest() const;

  private:
    struct Point {
        core::Time time;
        std::optional<double> value;
    };
    std::deque<Point> points_;
};

}  // namespace cli::top
