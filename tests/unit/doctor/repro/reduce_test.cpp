#include "doctor/repro/reduce.hpp"

#include <algorithm>

#include "support/catch.hpp"

using doctor::Pieces;
using doctor::reduce;

namespace {

bool has(const Pieces& pieces, std::size_t piece) {
    return std::find(pieces.begin(), pieces.end(), piece) != pieces.end();
}

bool always() {
    return true;
}

}  // namespace

TEST_CASE("Reducing leaves exactly the pieces that are needed") {
    const auto needs = [](const Pieces& kept) {
        return has(kept, 3) && has(kept, 17) && has(kept, 18);
    };
    CHECK(reduce(40, needs, always) == Pieces{3, 17, 18});
    CHECK(reduce(
              19, [](const Pieces&) { return true; }, always)
              .empty());
    CHECK(reduce(
              0, [](const Pieces&) { return true; }, always)
              .empty());
    CHECK(reduce(
              4, [](const Pieces& kept) { return kept.size() == 4; }, always) ==
          Pieces{0, 1, 2, 3});
}

TEST_CASE("A piece goes with a later one that needed it") {
    // 0 is needed as long as 3 is there.
    const auto shows = [](const Pieces& kept) {
        return has(kept, 1) && (has(kept, 0) || !has(kept, 3)) &&
               (kept.size() > 2 || kept == Pieces{0, 1} || kept == Pieces{1});
    };
    CHECK(reduce(5, shows, always) == Pieces{1});
}

TEST_CASE("Many pieces that are not needed go in few attempts") {
    std::size_t attempts = 0;
    const auto shows = [&](const Pieces& kept) {
        ++attempts;
        return has(kept, 700);
    };
    CHECK(reduce(1000, shows, always) == Pieces{700});
    CHECK(attempts < 40);
}

TEST_CASE("Without further attempts, the pieces of that moment are left") {
    int left = 6;
    const auto shows = [](const Pieces& kept) { return has(kept, 9); };
    const Pieces kept = reduce(16, shows, [&] { return left-- > 0; });
    CHECK(has(kept, 9));
    CHECK(kept.size() > 1);
    CHECK(kept.size() < 16);
    const Pieces all = reduce(3, shows, [] { return false; });
    CHECK(all == Pieces{0, 1, 2});
}
