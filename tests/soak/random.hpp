// The one source of chance of a soak: the same seed makes the same choices on every machine.
// What the choices meet (how far gopls has come) is real, so a run is repeated, not replayed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace soak {

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// From 0 to `end` - 1. The distributions of the standard library differ between libraries.
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
