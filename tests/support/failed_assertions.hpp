// The number of failed assertions in this process, for test doubles that explain a failure when
// they are destroyed.
#pragma once

#include <cstddef>

namespace support {

/// Returns how many assertions have failed so far. Counted by a listener in catch_main.cpp.
std::size_t failed_assertions();

}  // namespace support
