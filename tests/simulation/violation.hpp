// What a session that breaks an invariant ends with.
#pragma once

#include <stdexcept>
#include <string>

namespace simulation {

/// An invariant does not hold; `what()` says which, and how.
struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The invariants, in words: `demand(x, "…")` reads as the rule that was broken.
template <class... Parts>
void demand(bool holds, const Parts&... parts) {
    if (holds) return;
    std::string text;
    ((text += parts), ...);
    throw Violation(text);
}

}  // namespace simulation
