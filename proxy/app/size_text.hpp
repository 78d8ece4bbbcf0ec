// Sizes for people. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace app {

/// Returns "1.2 GB", "12.0 MB", "4 KB".
std::string size_text(std::uint64_t bytes);

}  // namespace app
