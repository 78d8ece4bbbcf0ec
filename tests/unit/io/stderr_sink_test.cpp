#include "io/stderr_sink.hpp"

#include <sys/socket.h>

#include "io/files.hpp"
#include "io/signals.hpp"
#include "unit/io/support.hpp"

using io_test::Collector;
using io_test::Fd;
using io_test::Pipe;
using io_test::TempFolder;
using io_test::TestLoop;

namespace {

constexpr std::size_t kTotal = std::size_t{4} << 20;

// Fills the sink beyond its limit while nobody reads, then reads everything it kept.
void fill_and_drain(TestLoop& t, int write_fd, Fd read_fd) {
    const int flags = ::fcntl(write_fd, F_GETFL);
    io::StderrSink sink(t.loop, write_fd);
    std::size_t line_number = 0;
    std::size_t written = 0;
    while (written < kTotal) {
        const std::string line = std::to_string(++line_number) + std::string(1000, '.') + "\n";
        sink.write(line);
        written += line.size();
        REQUIRE(sink.queued_bytes() <= io::StderrSink::kMaxQueuedBytes);
    }
    CHECK(sink.dropped_bytes() > 0);
    CHECK(sink.queued_bytes() > io::StderrSink::kMaxQueuedBytes - 2000);
    CHECK(::fcntl(write_fd, F_GETFL) == flags);

    auto reader = io::Stream::open(t.loop, read_fd.release());
    REQUIRE(reader.has_value());
    Collector all;
    all.on_change = [&] {
        if (all.bytes.size() + sink.dropped_bytes() == written) t.loop.stop();
    };
    all.attach(**reader);
    t.run();
    CHECK(sink.queued_bytes() == 0);
    CHECK(all.bytes.back() == '\n');  // only whole writes were dropped
    const auto lines = std::count(all.bytes.begin(), all.bytes.end(), '\n');
    CHECK(all.bytes.find("\n" + std::to_string(lines) + "..") != std::string::npos);
}

}  // namespace

TEST_CASE("StderrSink does not block on a full pipe", "[io][stderr_sink]") {
    TestLoop t;
    Pipe pipe;
    fill_and_drain(t, pipe.write_end.get(), std::move(pipe.read_end));
}

TEST_CASE("StderrSink does not block on a full socket", "[io][stderr_sink]") {
    TestLoop t;
    std::array<int, 2> ends{-1, -1};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const Fd write_end(ends[0]);
    fill_and_drain(t, write_end.get(), Fd(ends[1]));
}

TEST_CASE("StderrSink leaves the flags of a shared terminal unchanged", "[io][stderr_sink]") {
    TestLoop t;
    Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(::grantpt(master.get()) == 0);
    REQUIRE(::unlockpt(master.get()) == 0);
    const Fd terminal(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    io::StderrSink sink(t.loop, terminal.get());
    sink.write("one");
    CHECK((::fcntl(terminal.get(), F_GETFL) & O_NONBLOCK) == 0);
    for (int i = 0; i < 200; ++i) sink.write(std::string(10'000, 'x'));
    CHECK(sink.dropped_bytes() > 0);
}

TEST_CASE("StderrSink writes to the master side of a terminal without reopening it",
          "[io][stderr_sink]") {
    TestLoop t;
    const Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(::grantpt(master.get()) == 0);
    REQUIRE(::unlockpt(master.get()) == 0);
    const Fd slave(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    io::StderrSink sink(t.loop, master.get());
    sink.write("line\n");
    std::array<char, 16> buffer{};
    CHECK(::read(slave.get(), buffer.data(), buffer.size()) == 5);
}

TEST_CASE("StderrSink appends at the current offset of a log file", "[io][stderr_sink]") {
    TestLoop t;
    const TempFolder folder;
    const std::string path = folder / "log";
    const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    REQUIRE(::write(file.get(), "before ", 7) == 7);
    {
        io::StderrSink sink(t.loop, file.get());
        sink.write("ours ");
        t.loop.run();
        CHECK(sink.queued_bytes() == 0);
        REQUIRE(::write(file.get(), "theirs ", 7) == 7);
        sink.write("the last");
    }
    const std::string text = io::read_file(path).value();
    CHECK(text == std::string("before ours theirs the last"));
}

TEST_CASE("StderrSink drops output if the reader is gone or standard error is closed",
          "[io][stderr_sink]") {
    io::ignore_write_signals();
    TestLoop t;
    Pipe pipe;
    io::StderrSink sink(t.loop, pipe.write_end.get());
    pipe.read_end.reset();
    sink.write("lost");
    sink.write("lost");
    CHECK(sink.queued_bytes() == 0);
    CHECK(sink.dropped_bytes() == 8);
    io::StderrSink none(t.loop, 999'999);
    none.write("x");
    CHECK(none.dropped_bytes() == 1);
}

TEST_CASE("StderrSink writes its queue once more on destruction", "[io][stderr_sink]") {
    TestLoop t;
    Pipe pipe;
    std::string all;
    std::array<char, 1 << 18> buffer{};
    {
        io::StderrSink sink(t.loop, pipe.write_end.get());
        for (int i = 0; i < 100; ++i) sink.write(std::string(1000, 'x'));
        CHECK(sink.queued_bytes() > 0);
        const ssize_t n = ::read(pipe.read_end.get(), buffer.data(), buffer.size());
        REQUIRE(n > 0);
        all.append(buffer.data(), static_cast<std::size_t>(n));
    }
    const ssize_t n = ::read(pipe.read_end.get(), buffer.data(), buffer.size());
    REQUIRE(n > 0);
    all.append(buffer.data(), static_cast<std::size_t>(n));
    CHECK(all.size() == 100'000);
}
