#include "io/random.hpp"

#include <uv.h>

#include <stdexcept>

namespace io {

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    const int failure = uv_random(nullptr, nullptr, bytes.data(), bytes.size(), 0, nullptr);
    if (failure != 0) throw std::runtime_error(uv_strerror(failure));
    return bytes;
}

}  // namespace io
