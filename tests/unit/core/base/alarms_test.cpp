#include "core/base/alarms.hpp"

#include "support/catch.hpp"

using core::Alarm;
using core::Alarms;
using core::Time;
using namespace std::chrono_literals;

TEST_CASE("Alarms returns the earliest alarm after any change") {
    Alarms alarms;
    CHECK_FALSE(alarms.next());
    alarms.set(Alarm::kSlow, Time{3s});
    alarms.set(Alarm::kSample, Time{2s});
    CHECK(alarms.next() == Time{2s});
    alarms.set(Alarm::kSample, Time{5s});  // moved later
    CHECK(alarms.next() == Time{3s});
    alarms.set_earlier(Alarm::kSample, Time{6s});
    alarms.set_if_unset(Alarm::kSample, Time{1s});
    CHECK(alarms.next() == Time{3s});
    alarms.set_earlier(Alarm::kSample, Time{1s});
    CHECK(alarms.next() == Time{1s});
    CHECK_FALSE(alarms.take_due(Alarm::kSlow, Time{2s}));
    CHECK(alarms.take_due(Alarm::kSample, Time{2s}) == Time{1s});
    CHECK_FALSE(alarms.is_set(Alarm::kSample));
    CHECK(alarms.next() == Time{3s});
    alarms.set_if_unset(Alarm::kProbe, Time{3s});  // two alarms at the same time
    alarms.clear(Alarm::kSlow);
    CHECK(alarms.next() == Time{3s});
    alarms.clear(Alarm::kProbe);
    alarms.clear(Alarm::kProbe);
    CHECK_FALSE(alarms.next());
    CHECK_FALSE(alarms.take_due(Alarm::kProbe, Time{9s}));
}
