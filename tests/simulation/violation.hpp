// The exception that ends a session when an invariant is broken.
#pragma once

#include <stdexcept>
#include <string>

namespace simulation {

/// An invariant does not hold. `what()` names the rule and the breach.
struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws a Violation unless `holds`. The parts name the broken rule, then the details.
template <class... Parts>
void demand(bool holds, const Parts&... parts) {
    if (holds) return;
    std::string text;
    ((text += parts), ...);
    throw Violation(text);
}

}  // namespace simulation
