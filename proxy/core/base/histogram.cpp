#include "core/base/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace core {

// Below 2^kSubBits a bucket is one microsecond wide; above, the top kSubBits bits behind the
// leading one choose the bucket.
std::size_t Histogram::bucket_of(std::uint64_t micros) {
    if (micros < (1U << kSubBits)) return micros;
    const std::size_t exponent = static_cast<std::size_t>(std::bit_width(micros)) - 1;
    const std::size_t sub = (micros >> (exponent - kSubBits)) & ((1U << kSubBits) - 1);
    return std::min(((exponent - kSubBits + 1) << kSubBits) + sub, kBuckets - 1);
}

std::uint64_t Histogram::upper_bound_of(std::size_t bucket) {
    if (bucket < (1U << kSubBits)) return bucket + 1;
    const std::size_t exponent = (bucket >> kSubBits) + kSubBits - 1;
    const std::uint64_t sub = bucket & ((1U << kSubBits) - 1);
    return ((std::uint64_t{1} << kSubBits) + sub + 1) << (exponent - kSubBits);
}

void Histogram::record(Duration value) {
    value = std::max(value, Duration{});
    ++buckets_[bucket_of(static_cast<std::uint64_t>(value / 1us))];
    ++count_;
    sum_ += value;
    max_ = std::max(max_, value);
}

Duration Histogram::percentile(double p) const {
    if (count_ == 0) return {};
    const auto rank = static_cast<std::uint64_t>(std::ceil(p * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        seen += buckets_[i];
        if (seen >= std::max<std::uint64_t>(rank, 1)) {
            return std::min<Duration>(upper_bound_of(i) * 1us, max_);
        }
    }
    return max_;
}

Histogram Histogram::without(const Histogram& part) const {
    Histogram rest;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        rest.buckets_[i] = buckets_[i] - part.buckets_[i];
        if (rest.buckets_[i] > 0) rest.max_ = std::min<Duration>(upper_bound_of(i) * 1us, max_);
    }
    rest.count_ = count_ - part.count_;
    rest.sum_ = sum_ - part.sum_;
    return rest;
}

void Histogram::add(const Histogram& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) buckets_[i] += other.buckets_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    max_ = std::max(max_, other.max_);
}

std::uint64_t Histogram::count_up_to(Duration bound) const {
    if (bound >= max_) return count_;
    std::uint64_t count = 0;
    for (std::size_t i = 0; i + 1 < kBuckets && upper_bound_of(i) * 1us <= bound; ++i) {
        count += buckets_[i];
    }
    return count;
}

}  // namespace core
