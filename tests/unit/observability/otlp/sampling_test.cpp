#include "observability/otlp/sampling.hpp"

#include <map>
#include <set>

#include "support/catch.hpp"

using namespace std::chrono_literals;
using core::Event;
using core::Outcome;
using core::Time;
using core::TraceRecord;
using observability::otlp::Sampling;
using observability::otlp::Settings;

namespace {

Sampling sampling_of(double ratio, std::uint64_t seed = 1) {
    Settings settings;
    settings.sample_ratio = ratio;
    return {settings, [state = seed]() mutable {  // splitmix64
                std::uint64_t z = state += 0x9e3779b97f4a7c15;
                z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
                z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
                return z ^ (z >> 31);
            }};
}

TraceRecord request(core::Duration arrived, core::Duration ended, Outcome outcome = Outcome::kOk) {
    TraceRecord record;
    record.kind = TraceRecord::Kind::kRequest;
    record.arrived = record.began = Time(arrived);
    record.ended = Time(ended);
    record.outcome = outcome;
    record.generation = 1;
    return record;
}

TraceRecord event(Event::Name name, core::Duration at, core::Generation generation = 1) {
    TraceRecord record;
    record.event = name;
    record.arrived = record.ended = Time(at);
    record.generation = generation;
    return record;
}

}  // namespace

TEST_CASE("The ratio applies to ordinary requests") {
    for (const double ratio : {0.0, 0.25, 1.0}) {
        Sampling sampling = sampling_of(ratio);
        int kept = 0;
        for (int i = 0; i < 4000; ++i) kept += sampling.add(request(1s, 2s), 0s) ? 1 : 0;
        CAPTURE(ratio, kept);
        CHECK(kept >= ratio * 4000 * 0.9);
        CHECK(kept <= ratio * 4000 * 1.1);
    }
}

TEST_CASE("Requests that were slow, failed or lost are always kept") {
    Sampling sampling = sampling_of(0);
    CHECK_FALSE(sampling.add(request(1s, 2s), 0s));
    CHECK_FALSE(sampling.add(request(1s, 2s, Outcome::kCancelled), 0s));
    CHECK(sampling.add(request(1s, 2s, Outcome::kError), 0s));
    CHECK(sampling.add(request(1s, 2s, Outcome::kLost), 0s));
    TraceRecord slow = request(1s, 2s);
    slow.slow = true;
    CHECK(sampling.add(slow, 0s));
    const auto reissued = sampling.add(request(1s, 2s, Outcome::kReissued), 0s);
    REQUIRE(reissued);
    CHECK(reissued->stalled);
}

TEST_CASE("Requests that were open during a stall are always kept") {
    for (const auto& [end, of] : std::map<Event::Name, core::Generation>{
             {Event::kRecovered, 1}, {Event::kLost, 1}, {Event::kSwitch, 2}}) {
        CAPTURE(core::name(end));
        Sampling sampling = sampling_of(0);
        CHECK_FALSE(sampling.add(request(1s, 5s), 0s));
        CHECK_FALSE(sampling.add(event(Event::kStall, 10s), 0s));
        const auto during = sampling.add(request(9s, 11s), 0s);
        REQUIRE(during);
        CHECK(during->stalled);
        CHECK_FALSE(sampling.add(event(Event::kRecovered, 12s, 7), 0s));  // another gopls
        CHECK_FALSE(sampling.add(event(end, 20s, of), 0s));
        CHECK(sampling.add(request(19s, 21s), 0s));
        CHECK_FALSE(sampling.add(request(21s, 22s), 0s));
        for (int i = 0; i < 100; ++i) sampling.add(event(Event::kStall, 30s + i * 1s), 0s);
        CHECK(sampling.add(request(200s, 201s), 0s));
    }
}

TEST_CASE("With always_off nothing is kept") {
    Settings settings;
    settings.samples_none = true;
    Sampling sampling(settings, [] { return 1; });
    CHECK_FALSE(sampling.add(request(1s, 2s, Outcome::kLost), 0s));
}

TEST_CASE("Other records are not requests") {
    Sampling sampling = sampling_of(1);
    TraceRecord record = request(1s, 2s);
    record.kind = TraceRecord::Kind::kCancel;
    CHECK_FALSE(sampling.add(record, 0s));
    CHECK_FALSE(sampling.add(event(Event::kSpawn, 1s), 0s));
}

TEST_CASE("Each span has an id of its own, which is not zero") {
    Sampling sampling = sampling_of(1);
    std::set<observability::otlp::SpanId> spans;
    for (int i = 0; i < 100; ++i) {
        const auto kept = sampling.add(request(1s, 2s), 3s);
        REQUIRE(kept);
        CHECK(kept->clock_offset == 3s);
        spans.insert(kept->server_span);
        spans.insert(kept->client_span);
    }
    CHECK(spans.size() == 200);
    Settings settings;
    Sampling zeros(settings, [] { return 0; });
    CHECK(zeros.add(request(1s, 2s), 0s)->server_span != observability::otlp::SpanId{});
}
