#include "io/stream.hpp"

#include <sys/socket.h>
#include <uv.h>

#include <cstring>
#include <numeric>

#include "io/signals.hpp"
#include "unit/io/support.hpp"

using io_test::Collector;
using io_test::Fd;
using io_test::open_stream;
using io_test::Pipe;
using io_test::TestLoop;

namespace {

struct StreamPair {
    explicit StreamPair(io::Loop& loop) {
        io::ignore_write_signals();
        Pipe pipe;
        reader = open_stream(loop, std::move(pipe.read_end));
        writer = open_stream(loop, std::move(pipe.write_end));
    }
    std::unique_ptr<io::Stream> reader;
    std::unique_ptr<io::Stream> writer;
};

// Returns a pattern whose period divides no buffer size, so lost or repeated pieces show.
char pattern(std::size_t position) {
    return static_cast<char>('!' + position % 89);
}

std::unique_ptr<char[]> pattern_bytes(std::size_t begin, std::size_t size) {
    auto bytes = std::make_unique<char[]>(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = pattern(begin + i);
    return bytes;
}

}  // namespace

TEST_CASE("Stream delivers 64 MiB to a slow reader complete and in order", "[io][stream]") {
    constexpr std::size_t kTotal = std::size_t{64} << 20;
    TestLoop t;
    StreamPair pair(t.loop);
    std::size_t sent = 0;
    int turn = 0;
    while (sent < kTotal) {
        // Alternates large and small writes, some copied and some with their memory handed over.
        const std::size_t size =
            std::min<std::size_t>(turn % 3 == 0 ? 5 << 20 : 777, kTotal - sent);
        auto bytes = pattern_bytes(sent, size);
        const std::string_view view(bytes.get(), size);
        if (turn % 2 == 0)
            pair.writer->write(view, std::move(bytes));
        else
            pair.writer->write(view);
        sent += size;
        ++turn;
    }
    CHECK(pair.writer->queued_bytes() > 0);
    int drained = 0;
    pair.writer->on_drained([&] {
        ++drained;
        CHECK(pair.writer->queued_bytes() == 0);
        pair.writer->close_after_flush();
    });

    std::size_t received = 0;
    std::size_t wrong = 0;
    int reads = 0;
    std::array<char, 30'011> room{};
    io::Timer rest(t.loop, [&] { pair.reader->resume_reading(); });
    pair.reader->start_reading({[&] { return std::span<char>(room); },
                                [&](std::size_t n) {
                                    for (std::size_t i = 0; i < n; ++i)
                                        wrong += room[i] != pattern(received + i);
                                    received += n;
                                    if (++reads % 16 != 0) return;
                                    pair.reader->pause_reading();
                                    rest.arm(std::chrono::milliseconds(1));
                                },
                                [&](int error) {
                                    CHECK(error == 0);
                                    t.loop.stop();
                                }});
    t.run();
    CHECK(received == kTotal);
    CHECK(wrong == 0);
    CHECK(drained == 1);
    CHECK_FALSE(pair.writer->is_open());
}

TEST_CASE("Stream writes at once if the pipe has room", "[io][stream]") {
    TestLoop t;
    Pipe pipe;
    const auto writer = open_stream(t.loop, std::move(pipe.write_end));
    writer->write("hello");
    CHECK(writer->queued_bytes() == 0);
    std::array<char, 16> buffer{};
    CHECK(::read(pipe.read_end.get(), buffer.data(), buffer.size()) == 5);
    CHECK(std::string_view(buffer.data(), 5) == "hello");
}

TEST_CASE("Stream does not write a dropped queue", "[io][stream]") {
    TestLoop t;
    StreamPair pair(t.loop);
    constexpr std::size_t kTotal = std::size_t{8} << 20;
    const auto bytes = pattern_bytes(0, kTotal);
    pair.writer->write({bytes.get(), kTotal});
    pair.writer->drop_queue();
    CHECK(pair.writer->queued_bytes() <= 256 << 10);
    pair.writer->close_after_flush();
    pair.writer->write("ignored after close_after_flush");
    Collector all;
    all.on_change = [&] {
        if (all.ended) t.loop.stop();
    };
    all.attach(*pair.reader);
    t.run();
    CHECK_FALSE(all.bytes.empty());
    CHECK(all.bytes.size() <= std::size_t{2} << 20);
    CHECK(all.bytes == std::string_view(bytes.get(), all.bytes.size()));
}

TEST_CASE("Stream stays paused after a pause in the received callback", "[io][stream]") {
    TestLoop t;
    StreamPair pair(t.loop);
    pair.writer->write(std::string(1000, 'x'));
    pair.writer->close();
    int calls = 0;
    bool paused = false;
    std::size_t received = 0;
    std::array<char, 10> room{};
    io::Timer later(t.loop, [&] {
        CHECK(calls == 1);
        paused = false;
        pair.reader->resume_reading();
    });
    pair.reader->start_reading({[&] { return std::span<char>(room); },
                                [&](std::size_t n) {
                                    CHECK_FALSE(paused);
                                    received += n;
                                    if (++calls > 1) return;
                                    paused = true;
                                    pair.reader->pause_reading();
                                    later.arm(std::chrono::milliseconds(1));
                                },
                                [&](int) {
                                    CHECK_FALSE(paused);
                                    t.loop.stop();
                                }});
    t.run();
    CHECK(received == 1000);
}

TEST_CASE("Stream reports its end once", "[io][stream]") {
    TestLoop t;
    StreamPair pair(t.loop);
    int ends = 0;
    std::array<char, 10> room{};
    pair.reader->start_reading({[&] { return std::span<char>(room); }, [](std::size_t) {},
                                [&](int error) {
                                    ++ends;
                                    CHECK(error == 0);
                                    pair.reader->resume_reading();
                                }});
    pair.writer->close();
    t.loop.run();
    CHECK(ends == 1);
}

TEST_CASE("Stream may be destroyed in its callbacks", "[io][stream]") {
    TestLoop t;
    StreamPair pair(t.loop);
    pair.writer->write("abc");
    const std::string payload(1000, '3');
    std::string seen;
    std::array<char, 2> room{};
    pair.reader->start_reading({[&] { return std::span<char>(room); },
                                [&pair, &seen, payload](std::size_t) {
                                    pair.reader.reset();
                                    seen = payload;
                                },
                                [](int) { FAIL("called after the end"); }});
    t.loop.run();
    CHECK(seen == payload);
}

TEST_CASE("Stream reports a closed reader once and from the loop", "[io][stream]") {
    TestLoop t;
    StreamPair pair(t.loop);
    pair.reader->close();
    int errors = 0;
    pair.writer->on_write_error([&](int error) {
        ++errors;
        CHECK(error == UV_EPIPE);
        CHECK(pair.writer->queued_bytes() == 0);
    });
    t.run_until([] { return true; });  // lets the close complete
    pair.writer->write("lost");
    CHECK(errors == 0);
    pair.writer->write("lost too");
    t.loop.run();
    CHECK(errors == 1);
    pair.writer->write("ignored");
    t.loop.run();
    CHECK(errors == 1);
}

TEST_CASE("close_after_flush also closes when the reader disconnects", "[io][stream]") {
    TestLoop t;
    StreamPair pair(t.loop);
    pair.writer->write(std::string(4 << 20, 'x'));
    pair.writer->close_after_flush();
    CHECK(pair.writer->is_open());
    pair.reader->close();
    t.loop.run();
    CHECK_FALSE(pair.writer->is_open());
}

TEST_CASE("Stream handles both directions of one socket", "[io][stream]") {
    TestLoop t;
    std::array<int, 2> ends{-1, -1};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    const auto one = open_stream(t.loop, Fd(ends[0]));
    const auto other = open_stream(t.loop, Fd(ends[1]));
    Collector at_one, at_other;
    at_one.attach(*one);
    at_other.on_change = [&] {
        if (at_other.bytes.size() == 5) other->write("pong", nullptr);
    };
    at_one.on_change = [&] {
        if (at_one.bytes.size() == 4) t.loop.stop();
    };
    at_other.attach(*other);
    one->write("ping!");
    t.run();
    CHECK(at_other.bytes == "ping!");
    CHECK(at_one.bytes == "pong");
}

TEST_CASE("read_available reads without waiting", "[io][stream]") {
    TestLoop t;
    StreamPair pair(t.loop);
    Collector out;
    pair.reader->read_available();  // reading has not started
    out.attach(*pair.reader);
    pair.reader->read_available();  // nothing to read, so it returns at once
    CHECK(out.bytes.empty());
    const std::string bytes(10'000, 'x');
    pair.writer->write(bytes);
    pair.reader->read_available();
    CHECK(out.bytes == bytes);
    pair.reader->pause_reading();
    pair.writer->write("y");
    pair.reader->read_available();
    CHECK(out.bytes == bytes);
}
