#include "cli/health/figures.hpp"

#include "support/catch.hpp"
#include "unit/cli/health/model.hpp"

using namespace health_test;
using cli::health::longest_slow_row;
using cli::health::memory_change;
using cli::health::times_of;

TEST_CASE("times have mean, 95th percentile and maximum") {
    std::vector<Request> requests;
    for (int i = 1; i <= 100; ++i) requests.push_back(hover(1, std::chrono::milliseconds(i)));
    requests[3].fate = Request::Fate::kFailed;
    const auto times = times_of(requests);
    CHECK(times.count == 100);
    CHECK(times.answered == 99);
    CHECK(times.failed == 1);
    CHECK(times.mean == 50'500us);
    CHECK(times.p95 == 95ms);
    CHECK(times.max == 100ms);
    CHECK(times_of({hover(1, 7ms)}).p95 == 7ms);
    CHECK(times_of({hover(1, 7ms), hover(1, 1ms)}).p95 == 7ms);
    CHECK(times_of({}).count == 0);
}

TEST_CASE("the warm-up is not judged") {
    const auto figures = cli::health::figures_of(good_run());
    CHECK(figures.all.count == 2);
    CHECK(figures.all.max == 10ms);
    CHECK(figures.warm_up.max == 1s);
    CHECK(figures.by_kind.at("hover").count == 2);
    CHECK(figures.by_kind.size() == 1);
    CHECK(figures.heap_bytes == 50 * kMiB);
}

TEST_CASE("slow requests count only in a row") {
    const std::vector<Request> requests = {hover(0, 9s),   hover(1, 2s), hover(1, 10ms),
                                           hover(1, 3s),   hover(2, 2s), hover(2, 800ms),
                                           hover(2, 900ms)};
    const auto row = longest_slow_row(requests, 800ms);
    CHECK(row.length == 2);
    CHECK(row.least == 2s);
    CHECK(longest_slow_row(requests, 10s).length == 0);
}

TEST_CASE("memory grows from the warm-up to the end, by heap or else by resident memory") {
    CHECK_FALSE(memory_change({}));
    CHECK_FALSE(memory_change({{0, 10, 20}}));
    CHECK(memory_change({{0, 10, 20}, {1, 99, 99}, {2, 30, 40}})->after == 30);
    CHECK(memory_change({{0, 10, 20}, {1, 15, 40}})->is_heap);
    const auto resident = memory_change({{0, {}, 20}, {1, {}, 40}});
    CHECK_FALSE(resident->is_heap);
    CHECK(resident->before == 20);
    CHECK(resident->after == 40);
    CHECK_FALSE(memory_change({{0, 10, {}}, {1, {}, 40}}));
}
