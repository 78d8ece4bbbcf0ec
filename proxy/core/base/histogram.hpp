// A fixed-size log-linear histogram of durations. It has 8 buckets for each power of two, from 1 µs
// to over an hour, so that a percentile is exact to an eighth. It never allocates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/base/time.hpp"

namespace core {

class Histogram {
  public:
    void record(Duration value);
    std::uint64_t count() const { return count_; }
    Duration max() const { return max_; }
    Duration sum() const { return sum_; }
    /// Returns the upper bound of the bucket that holds the `p`-th part (0..1) of the values, at
    /// most `max()`. Zero if the histogram is empty.
    Duration percentile(double p) const;
    /// Returns how many values are at most `bound`. Values just below it, in the bucket that
    /// contains it, are left out: they are at least eight ninths of it.
    std::uint64_t count_up_to(Duration bound) const;
    /// Returns the values that are not in `part`, which may be a former state of this histogram.
    /// Their maximum is exact to an eighth.
    Histogram without(const Histogram& part) const;
    /// Adds the values of another histogram.
    void add(const Histogram& other);

  private:
    static constexpr std::size_t kSubBits = 3;
    static constexpr std::size_t kBuckets = 32 << kSubBits;
    static std::size_t bucket_of(std::uint64_t micros);
    static std::uint64_t upper_bound_of(std::size_t bucket);

    std::array<std::uint32_t, kBuckets> buckets_{};
    std::uint64_t count_ = 0;
    Duration max_{};
    Duration sum_{};
};

}  // namespace core
