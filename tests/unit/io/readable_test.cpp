#include "io/readable.hpp"

#include "unit/io/support.hpp"

TEST_CASE("A readable descriptor is reported until it is read, and its end as well",
          "[io][readable]") {
    io_test::TestLoop t;
    io_test::Pipe pipe;
    std::string read;
    bool ended = false;
    std::optional<io::ReadableWatch> watch;
    auto opened = io::ReadableWatch::open(t.loop, pipe.read_end.get(), [&] {
        char byte = 0;
        if (::read(pipe.read_end.get(), &byte, 1) == 1) {
            read += byte;
            if (read == "ab") pipe.write_end.reset();
        } else {
            ended = true;
            watch.reset();
            t.loop.stop();
        }
    });
    REQUIRE(opened.has_value());
    watch.emplace(std::move(*opened));
    REQUIRE(::write(pipe.write_end.get(), "ab", 2) == 2);
    t.run();
    CHECK(read == "ab");
    CHECK(ended);
}
