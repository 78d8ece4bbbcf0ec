#include "io/write_queue.hpp"

#include <array>
#include <cstring>
#include <string>

#include "support/catch.hpp"

namespace {

std::string content(const io::WriteQueue& queue, std::size_t max = 1 << 20) {
    std::array<std::string_view, 64> pieces;
    const std::size_t count = queue.peek(pieces, max);
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += pieces[i];
    return all;
}

void append_owned(io::WriteQueue& queue, const std::string& bytes) {
    auto owner = std::make_unique<char[]>(bytes.size());
    std::memcpy(owner.get(), bytes.data(), bytes.size());
    const std::string_view view(owner.get(), bytes.size());
    queue.append_owned(view, std::move(owner));
}

}  // namespace

TEST_CASE("WriteQueue keeps the order of copied and owned memory", "[io]") {
    io::WriteQueue queue;
    queue.append_copy("one ");
    queue.append_copy("two ");
    append_owned(queue, "three ");
    queue.append_copy("four");
    CHECK(content(queue) == "one two three four");
    CHECK(queue.size_bytes() == 18);
    CHECK(content(queue, 10) == "one two th");
    queue.consume(10);
    CHECK(content(queue) == "ree four");
    queue.consume(8);
    CHECK(queue.empty());
    queue.append_copy("again");
    CHECK(content(queue) == "again");
}

TEST_CASE("WriteQueue merges small copies and does not move peeked bytes", "[io]") {
    io::WriteQueue queue;
    queue.append_copy("first");
    std::array<std::string_view, 4> before;
    REQUIRE(queue.peek(before, 100) == 1);
    for (int i = 0; i < 1000; ++i) queue.append_copy("0123456789");
    std::array<std::string_view, 4> after;
    CHECK(queue.peek(after, 1 << 20) == 1);
    CHECK(after[0].data() == before[0].data());
    CHECK(before[0] == "first");
    for (int i = 0; i < 1000; ++i) queue.append_copy("0123456789");
    CHECK(content(queue).size() == queue.size_bytes());
}

TEST_CASE("WriteQueue keeps only the beginning when truncated", "[io]") {
    io::WriteQueue queue;
    queue.append_copy("abcdef");
    append_owned(queue, "ghi");
    queue.truncate(4);
    CHECK(content(queue) == "abcd");
    // New bytes do not overwrite the removed ones: a write by the system may still use that piece.
    queue.append_copy("XY");
    CHECK(content(queue) == "abcdXY");
    std::array<std::string_view, 4> pieces;
    CHECK(queue.peek(pieces, 100) == 2);
    queue.truncate(0);
    CHECK(queue.empty());
    queue.truncate(5);
    CHECK(queue.size_bytes() == 0);
}
