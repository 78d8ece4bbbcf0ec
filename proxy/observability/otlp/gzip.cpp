#include "observability/otlp/gzip.hpp"

#include <zlib.h>

#include <new>

namespace observability::otlp {

std::string gzip(std::string_view bytes) {
    // A window of 32 KiB, with the header of gzip instead of zlib's.
    constexpr int kWindowBits = 15 + 16;
    constexpr int kMemoryLevel = 8;
    z_stream stream{};
    if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kWindowBits, kMemoryLevel,
                       Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    std::string packed(::deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    // zlib does not write there.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    ::deflate(&stream, Z_FINISH);  // it has all the room that it may need
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

}  // namespace observability::otlp
