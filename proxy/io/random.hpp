// Random bytes that nobody can guess.
#pragma once

#include <cstddef>
#include <string>

namespace io {

/// Returns so many bytes of the system's generator for keys. Throws std::runtime_error if the
/// system has none.
std::string random_bytes(std::size_t count);

}  // namespace io
