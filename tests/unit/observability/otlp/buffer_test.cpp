#include "observability/otlp/buffer.hpp"

#include "support/catch.hpp"

using Buffer = observability::otlp::Buffer<int>;
using Items = std::vector<int>;

TEST_CASE("A buffer is bounded: a new item pushes out the oldest") {
    Buffer buffer(3);
    CHECK(buffer.empty());
    for (int i = 1; i <= 5; ++i) buffer.add(i);
    CHECK(buffer.dropped() == 2);
    CHECK(buffer.take(2) == Items{3, 4});
    CHECK(buffer.take(2) == Items{5});
    CHECK(buffer.take(2).empty());
    CHECK(buffer.empty());
}

TEST_CASE("Items that were not sent come first again, as far as they fit") {
    Buffer buffer(4);
    for (int i = 1; i <= 4; ++i) buffer.add(i);
    Items taken = buffer.take(3);
    buffer.add(5);
    buffer.add(6);
    buffer.put_back(std::move(taken));
    CHECK(buffer.dropped() == 2);
    CHECK(buffer.take(9) == Items{3, 4, 5, 6});
}
