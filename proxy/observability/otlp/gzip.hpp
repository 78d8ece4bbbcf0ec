// Compression of a request. Pure.
#pragma once

#include <string>
#include <string_view>

namespace observability::otlp {

/// Returns the bytes in the format of gzip (RFC 1952). Throws std::bad_alloc without memory.
std::string gzip(std::string_view bytes);

}  // namespace observability::otlp
