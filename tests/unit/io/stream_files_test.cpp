// Tests streams over regular files, devices and terminals, and descriptors that cannot be streams.
#include <uv.h>

#include "io/stream.hpp"
#include "unit/io/support.hpp"

using io_test::Collector;
using io_test::Fd;
using io_test::open_stream;
using io_test::TempFolder;
using io_test::TestLoop;

TEST_CASE("Stream reads and writes regular files and /dev/null", "[io][stream]") {
    TestLoop t;
    const TempFolder folder;
    const std::string path = folder / "file";
    {
        Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        const auto out = open_stream(t.loop, std::move(fd));
        for (int i = 0; i < 1000; ++i) out->write("0123456789");
        CHECK(out->queued_bytes() == 0);
        out->close_after_flush();
        CHECK_FALSE(out->is_open());
    }
    const auto in = open_stream(t.loop, Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
    Collector all;
    all.attach(*in);
    t.loop.run();
    CHECK(all.ended);
    CHECK(all.error == 0);
    CHECK(all.bytes.size() == 10'000);

    const auto null = open_stream(t.loop, Fd(::open("/dev/null", O_RDWR | O_CLOEXEC)));
    Collector nothing;
    nothing.attach(*null);
    null->write("gone");
    t.loop.run();
    CHECK(nothing.ended);
    CHECK(nothing.bytes.empty());
}

TEST_CASE("Stream can pause reading a regular file", "[io][stream]") {
    TestLoop t;
    const auto in = open_stream(t.loop, Fd(::open("/proc/self/maps", O_RDONLY | O_CLOEXEC)));
    int calls = 0;
    std::array<char, 8> room{};
    in->start_reading({[&] { return std::span<char>(room); },
                       [&](std::size_t) {
                           ++calls;
                           in->pause_reading();
                       },
                       [](int) {}});
    t.loop.run();  // returns at once because reading is paused
    CHECK(calls == 1);
    in->resume_reading();
    t.loop.run();
    CHECK(calls == 2);
}

TEST_CASE("Stream reports a file's write error from the loop", "[io][stream]") {
    TestLoop t;
    const auto full = open_stream(t.loop, Fd(::open("/dev/full", O_WRONLY | O_CLOEXEC)));
    int error = 0;
    full->on_write_error([&](int e) { error = e; });
    full->write("x");
    CHECK(error == 0);
    t.loop.run();
    CHECK(error == UV_ENOSPC);
}

TEST_CASE("Stream leaves the flags of a shared terminal unchanged", "[io][stream]") {
    TestLoop t;
    const Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(::grantpt(master.get()) == 0);
    REQUIRE(::unlockpt(master.get()) == 0);
    const Fd shared(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    {
        const auto terminal = open_stream(t.loop, Fd(::fcntl(shared.get(), F_DUPFD_CLOEXEC, 0)));
        CHECK((::fcntl(shared.get(), F_GETFL) & O_NONBLOCK) == 0);
        Collector line;
        line.on_change = [&] { t.loop.stop(); };
        line.attach(*terminal);
        REQUIRE(::write(master.get(), "typed\n", 6) == 6);
        t.run();
        CHECK(line.bytes == "typed\n");
        terminal->write("shown");
        CHECK(terminal->queued_bytes() == 0);
    }
    CHECK((::fcntl(shared.get(), F_GETFL) & O_NONBLOCK) == 0);
}

TEST_CASE("Stream reports a descriptor it cannot open as an error", "[io][stream]") {
    TestLoop t;
    CHECK(io::Stream::open(t.loop, 999'999).has_error());
    CHECK(io::Stream::open(t.loop, ::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)).has_error());
}
