// Which branches of the sanitized layers have run, as far as the compiler counts them
// (-fsanitize-coverage=trace-pc). Where it does not, nothing is ever new.
#pragma once

#include <cstddef>

namespace fuzz {

/// Places in the code that have run since the program began.
std::size_t places_covered();

}  // namespace fuzz
