// Tests that memory of a stream's queue returns to the system.
#include "io/memory.hpp"

#include <unistd.h>

#include <fstream>

#include "support/sanitized.hpp"
#include "unit/io/support.hpp"

using io_test::open_stream;
using io_test::Pipe;
using io_test::TestLoop;

namespace {

std::size_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t size = 0;
    std::size_t resident = 0;
    file >> size >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

TEST_CASE("A long queue between other allocations returns its memory", "[io][memory]") {
    constexpr std::size_t kPieces = 400;
    constexpr std::size_t kPieceBytes = std::size_t{100} << 10;
    TestLoop t;
    Pipe pipe;
    const auto writer = open_stream(t.loop, std::move(pipe.write_end));
    const auto reader = open_stream(t.loop, std::move(pipe.read_end));

    const std::size_t before = resident_bytes();
    const std::string piece(kPieceBytes, 'x');
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < kPieces; ++i) {
        writer->write(piece);
        kept.emplace_back(3000, 'k');
    }
    const std::size_t queued = writer->queued_bytes();
    CHECK(queued > kPieces * kPieceBytes / 2);

    std::array<char, 64 << 10> room{};
    std::size_t received = 0;
    reader->start_reading({[&] { return std::span<char>(room); },
                           [&](std::size_t n) {
                               received += n;
                               if (received == kPieces * kPieceBytes) t.loop.stop();
                           },
                           [](int) {}});
    t.run();
    t.run_until([&] { return writer->queued_bytes() == 0; });
    if (support::kSanitized || before == 0) return;
    CHECK(resident_bytes() < before + queued / 4);
}
