#include "observability/gopls_spans/store.hpp"

#include "support/catch.hpp"

using namespace observability::gopls_spans;

namespace {

std::vector<Span> spans(std::size_t count, int pid = 0) {
    return std::vector<Span>(count, Span{.pid = pid});
}

}  // namespace

TEST_CASE("spans are read in parts") {
    Store store;
    CHECK(store.read(0, 10).spans.empty());
    store.add(spans(3, 1));
    store.add(spans(2, 2));
    CHECK(store.end() == 5);
    const auto first = store.read(0, 4);
    REQUIRE(first.spans.size() == 4);
    CHECK(first.spans[2].pid == 1);
    CHECK(first.spans[3].pid == 2);
    CHECK(first.next == 4);
    CHECK(first.end == 5);
    CHECK(store.read(first.next, 4).spans.size() == 1);
    CHECK(store.read(5, 4).spans.empty());
    CHECK(store.read(99, 4).next == 5);
}

TEST_CASE("the oldest spans make room, and are counted") {
    Store store;
    store.add(spans(Store::kSpans));
    CHECK(store.oldest() == 0);
    store.add(spans(7));
    CHECK(store.oldest() == 7);
    const auto part = store.read(5, 1);
    CHECK(part.lost == 2);
    CHECK(part.next == 8);
}
