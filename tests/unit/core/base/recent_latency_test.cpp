#include "core/base/metrics.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using core::Metrics;
using core::Time;

namespace {

void ends(Metrics& metrics, const char* method, core::Duration took, Time now) {
    metrics.request_ends(now);
    metrics.method(method).total.record(took);
}

}  // namespace

TEST_CASE("the recent latency covers the last minutes") {
    Metrics metrics;
    const Time begin{1h};
    CHECK(metrics.recent(begin).count() == 0);
    ends(metrics, "a", 9s, begin);
    CHECK(metrics.recent(begin).count() == 1);
    for (int i = 1; i <= 20; ++i) ends(metrics, "b", 10ms, begin + i * 1min);
    const core::Histogram recent = metrics.recent(begin + 20min);
    CHECK(recent.count() >= 3);
    CHECK(recent.count() <= 8);
    CHECK(recent.percentile(0.99) < 12ms);
    CHECK(recent.sum() == recent.count() * 10ms);
    CHECK(metrics.recent(begin + 30min).count() == 0);
    ends(metrics, "a", 1s, begin + 40min);
    CHECK(metrics.recent(begin + 40min).count() == 1);
    CHECK(metrics.recent(begin + 40min).percentile(0.99) >= 1s);
}

TEST_CASE("the recent latency leaves initialize out") {
    Metrics metrics;
    ends(metrics, "initialize", 9s, Time{1h});
    CHECK(metrics.recent(Time{1h}).count() == 0);
}

TEST_CASE("Histogram gives the values since an earlier state, and sums of two") {
    core::Histogram now;
    now.record(5s);
    const core::Histogram earlier = now;
    now.record(10ms);
    core::Histogram since = now.without(earlier);
    CHECK(since.count() == 1);
    CHECK(since.sum() == 10ms);
    CHECK(since.max() >= 10ms);
    CHECK(since.max() < 12ms);
    since.add(earlier);
    CHECK(since.count() == 2);
    CHECK(since.max() == 5s);
    CHECK(now.without(now).max() == 0s);
}
