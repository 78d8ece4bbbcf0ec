#include "observability/otlp/gzip.hpp"

#include <zlib.h>

#include "support/catch.hpp"

namespace {

std::string unzipped(const std::string& packed) {
    z_stream stream{};
    REQUIRE(::inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string bytes(1 << 20, '\0');
    std::string input = packed;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    CHECK(::inflate(&stream, Z_FINISH) == Z_STREAM_END);
    bytes.resize(stream.total_out);
    ::inflateEnd(&stream);
    return bytes;
}

}  // namespace

TEST_CASE("A compressed request is a file of gzip") {
    std::string noise;
    for (unsigned i = 0, x = 1; i < 100'000; ++i)
        noise += static_cast<char>((x = x * 69069 + 1) >> 24);
    for (const std::string& bytes :
         {std::string(), std::string("{}"), std::string(500'000, 'a'), noise}) {
        const std::string packed = observability::otlp::gzip(bytes);
        CHECK(packed.substr(0, 2) == "\x1f\x8b");
        CHECK(unzipped(packed) == bytes);
    }
    CHECK(observability::otlp::gzip(std::string(500'000, 'a')).size() < 5000);
}
