// The branches of the sanitized layers that have run. The compiler counts them with
// -fsanitize-coverage=trace-pc; without that option the count stays 0.
#pragma once

#include <cstddef>

namespace fuzz {

/// Returns the number of places in the code that have run since the program started.
std::size_t places_covered();

}  // namespace fuzz
