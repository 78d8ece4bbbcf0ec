// The only source of randomness of a soak: the same seed makes the same choices on every machine.
// The progress of gopls at each choice is real, so that a run can be repeated but not replayed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace soak {

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// Returns a number from 0 to `end` - 1. The standard library's distributions differ between
    /// implementations.
    std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <class Value>
    const Value& of(const std::vector<Value>& values) {
        return values[below(values.size())];
    }

  private:
    std::mt19937_64 engine_;
};

}  // namespace soak
