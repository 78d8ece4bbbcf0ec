// How many automatic replacements there may be (design, section 4 "Budget").
// Over it the circuit is open: the proxy is a plain pipe until the oldest
// replacements have aged out.
#pragma once

#include <cstdint>
#include <deque>
#include <random>

#include "core/settings.hpp"

namespace core {

class Budget {
  public:
    Budget(const BudgetSettings& settings, std::uint64_t seed)
        : settings_(settings), random_(seed) {}

    bool allows(Time now);
    /// Takes one and returns when it may begin: the first of a period at once, later ones after a
    /// spacing with full jitter (random from zero up to a bound that doubles to `max_spacing`).
    Time take(Time now);

  private:
    void forget_old(Time now);

    const BudgetSettings settings_;
    std::mt19937_64 random_;
    std::deque<Time> taken_;
};

}  // namespace core
