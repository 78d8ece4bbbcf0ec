// The only source of randomness: a seeded stream of choices (splitmix64, the same on every
// platform).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/base/time.hpp"

namespace simulation {

using core::Duration;
using core::Time;
using namespace std::chrono_literals;

class Choices {
  public:
    explicit Choices(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    /// Returns 0 to `n` - 1, or 0 if `n` is 0.
    std::size_t below(std::size_t n) { return n == 0 ? 0 : next() % n; }
    bool one_in(std::size_t n) { return below(n) == 0; }
    bool percent(std::size_t p) { return below(100) < p; }
    /// Returns `low` to `high`. Small values are as likely as large ones.
    Duration between(Duration low, Duration high) {
        const auto span = static_cast<std::uint64_t>((high - low).count());
        const auto bits = static_cast<std::size_t>(std::bit_width(span));
        const std::uint64_t most = (std::uint64_t{1} << below(bits + 1)) - 1;
        return low + Duration(static_cast<Duration::rep>(below(std::min(most, span) + 1)));
    }
    template <class T, std::size_t N>
    const T& of(const std::array<T, N>& all) {
        return all[below(N)];
    }

  private:
    std::uint64_t state_;
};

}  // namespace simulation
