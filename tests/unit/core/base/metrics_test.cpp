#include "core/base/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "core/base/settings.hpp"
#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;
using core::Histogram;

TEST_CASE("An empty histogram has zero count and percentiles") {
    const Histogram h;
    CHECK(h.count() == 0);
    CHECK(h.percentile(0.5) == Duration{});
    CHECK(h.max() == Duration{});
}

TEST_CASE("A percentile is accurate to an eighth from microseconds to an hour") {
    const auto seed = GENERATE(1U, 2U, 3U);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> exponent(1.0, 9.5);  // 10 µs to 53 min
    Histogram h;
    std::vector<Duration> values;
    for (int i = 0; i < 5'000; ++i) {
        values.emplace_back(static_cast<Duration::rep>(1e3 * std::pow(10.0, exponent(random))));
        h.record(values.back());
    }
    std::sort(values.begin(), values.end());
    for (const double p : {0.0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(p * 5'000));
        const double exact = core::seconds(values[std::max<std::size_t>(rank, 1) - 1]);
        const double got = core::seconds(h.percentile(p));
        INFO("p" << p << " exact " << exact << " got " << got);
        // The result is the upper bound of a bucket, rounded to whole microseconds at the low end.
        CHECK(got >= exact - 1e-6);
        CHECK(got <= exact * 1.125 + 2e-6);
    }
    CHECK(h.count() == 5'000);
    CHECK(h.max() == values.back());
}

TEST_CASE("A single value is its own percentile") {
    const Duration value = GENERATE(Duration(0), Duration(1us), Duration(7us), Duration(8us),
                                    Duration(9us), Duration(1023us), Duration(1s), Duration(1h));
    Histogram h;
    h.record(value);
    CHECK(h.percentile(0.5) == value);
    CHECK(h.sum() == value);
}

TEST_CASE("A percentile never exceeds the maximum and never decreases with p") {
    Histogram h;
    for (int i = 0; i < 100; ++i) h.record(i * i * 1ms);
    Duration before{};
    for (int p = 0; p <= 100; ++p) {
        const Duration at = h.percentile(p / 100.0);
        CHECK(at >= before);
        CHECK(at <= h.max());
        before = at;
    }
}

TEST_CASE("Histogram accepts negative and huge values") {
    Histogram h;
    h.record(-5s);
    CHECK(h.max() == Duration{});
    h.record(100h * 24 * 365);
    CHECK(h.count() == 2);
    CHECK(h.percentile(1.0) <= h.max());
}

TEST_CASE("Metrics limits the number of methods") {
    core::Metrics metrics;
    for (std::size_t i = 0; i < 10 * core::Metrics::kMaxMethods; ++i) {
        metrics.method("method/" + std::to_string(i)).service.record(1ms);
    }
    CHECK(metrics.method("other").service.count() == 9 * core::Metrics::kMaxMethods);
    CHECK(metrics.method("method/0").service.count() == 1);
    const std::string table = metrics.table();
    CHECK(std::count(table.begin(), table.end(), '\n') <=
          static_cast<long>(core::Metrics::kMaxMethods) + 2);
}

TEST_CASE("Metrics::table lists the methods by count and then the counters") {
    core::Metrics metrics;
    metrics.method("rare").service.record(1ms);
    for (int i = 0; i < 3; ++i) metrics.method("often").service.record(1ms);
    metrics.method(std::string(400, 'x')).service.record(1ms);
    metrics.counters.replacements = 42;
    const std::string table = metrics.table();
    CHECK(table.find("often") < table.find("rare"));
    CHECK(table.find("replacements started 42") != std::string::npos);
}

TEST_CASE("A method's slow threshold is its own or the one of its kind") {
    core::SlowSettings slow;
    CHECK(slow.threshold_of("textDocument/hover") == 150ms);
    CHECK(slow.threshold_of("textDocument/references") == 1s);
    CHECK(slow.threshold_of("unknown") == 1s);
    slow.methods["textDocument/hover"] = 3s;
    CHECK(slow.threshold_of("textDocument/hover") == 3s);
}

TEST_CASE("A histogram never counts a value as smaller than it is") {
    const auto seed = GENERATE(1U, 2U, 3U);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> exponent(0.0, 9.5);  // 1 µs to 53 min
    Histogram h;
    std::vector<Duration> values;
    for (int i = 0; i < 5'000; ++i) {
        values.emplace_back(static_cast<Duration::rep>(1e3 * std::pow(10.0, exponent(random))));
        h.record(values.back());
    }
    const auto up_to = [&](Duration bound) {
        return static_cast<std::uint64_t>(std::count_if(
            values.begin(), values.end(), [&](Duration value) { return value <= bound; }));
    };
    std::uint64_t before = 0;
    for (const Duration bound : {Duration(10us), Duration(25us), Duration(1ms), Duration(5ms),
                                 Duration(150ms), Duration(1s), Duration(2500ms), Duration(2min)}) {
        INFO(core::human(bound));
        const std::uint64_t counted = h.count_up_to(bound);
        CHECK(counted <= up_to(bound));
        CHECK(counted >= up_to(bound * 8 / 9 - 2us));
        CHECK(counted >= before);
        before = counted;
    }
    CHECK(h.count_up_to(h.max()) == h.count());
    CHECK(h.count_up_to(2h) == h.count());
    CHECK(Histogram().count_up_to(1s) == 0);
}

TEST_CASE("A histogram without a part has the other values") {
    Histogram all, part, rest;
    for (int i = 1; i <= 50; ++i) {
        all.record(i * 1ms);
        (i % 3 == 0 ? part : rest).record(i * 1ms);
    }
    const Histogram left = all.without(part);
    CHECK(left.count() == rest.count());
    CHECK(left.sum() == rest.sum());
    for (const Duration bound : {1ms, 10ms, 25ms, 49ms}) {
        CHECK(left.count_up_to(bound) == rest.count_up_to(bound));
    }
    CHECK(all.without(all).count() == 0);
}

TEST_CASE("Only so many error codes of a method are counted apart") {
    core::MethodMetrics method;
    for (int code = 0; code < 20; ++code) method.failed_after(1s, code);
    method.failed_after(1s, 0);
    CHECK(method.failed.size() == core::MethodMetrics::kMaxErrorCodes + 1);
    CHECK(method.failed.at(0).count() == 2);
    CHECK(method.failed.at(core::MethodMetrics::kOtherErrorCode).count() ==
          20 - core::MethodMetrics::kMaxErrorCodes);
}
