// The budget of automatic replacements (docs/design.md, "Budget"). When it is used up, the circuit
// opens: the proxy is a plain pipe for a whole period. Then the circuit is half open, and one
// replacement is tried.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <random>

#include "core/base/settings.hpp"

namespace core {

class Budget {
  public:
    Budget(const BudgetSettings& settings, std::uint64_t seed)
        : settings_(settings), random_(seed) {}

    bool allows(Time now);
    /// Takes one replacement and returns when it may begin. The first of a period may begin at
    /// once, later ones after a spacing with full jitter (random from zero up to a bound that
    /// doubles to `max_spacing`).
    Time take(Time now);

    /// Returns the last replacement to the budget, since it was not needed.
    void give_back() {
        if (!taken_.empty()) taken_.pop_back();
    }

    /// Allows nothing for a period from now on.
    void open_circuit(Time now) { open_until_ = now + settings_.period; }
    bool circuit_open(Time now) const { return open_until_ && now < *open_until_; }

  private:
    void bring_up_to(Time now);

    const BudgetSettings settings_;
    std::mt19937_64 random_;
    std::deque<Time> taken_;
    std::optional<Time> open_until_;
};

}  // namespace core
