// How many automatic replacements there may be (docs/design.md, "Budget").
// Over it the circuit is opened: the proxy is a plain pipe for a whole period.
// Then it is half open: one replacement is tried.
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
    /// Takes one and returns when it may begin: the first of a period at once, later ones after a
    /// spacing with full jitter (random from zero up to a bound that doubles to `max_spacing`).
    Time take(Time now);

    /// The one taken last was not needed after all.
    void give_back() {
        if (!taken_.empty()) taken_.pop_back();
    }

    /// From now on nothing is allowed, for a period.
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
