#include "core/servers/budget.hpp"

#include <set>

#include "core/base/alarms.hpp"
#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;
using core::Alarm;
using core::Budget;

namespace {

const Time kStart = Time{} + 1h;

}  // namespace

TEST_CASE("Budget allows three in a period and the next when the oldest expires") {
    Budget budget({}, 1);
    for (int i = 0; i < 3; ++i) {
        REQUIRE(budget.allows(kStart + i * 1min));
        budget.take(kStart + i * 1min);
    }
    CHECK_FALSE(budget.allows(kStart + 2min));
    CHECK_FALSE(budget.allows(kStart + 10min - 1ns));
    CHECK(budget.allows(kStart + 10min));
    budget.take(kStart + 10min);
    CHECK_FALSE(budget.allows(kStart + 11min - 1ns));
    CHECK(budget.allows(kStart + 11min));
}

TEST_CASE("An open circuit allows nothing for a period and then one") {
    Budget budget({}, 1);
    for (int i = 0; i < 3; ++i) budget.take(kStart);
    budget.open_circuit(kStart + 9min);
    CHECK(budget.circuit_open(kStart + 9min));
    CHECK_FALSE(budget.allows(kStart + 11min));  // even though the three have expired
    CHECK(budget.circuit_open(kStart + 19min - 1ns));
    CHECK_FALSE(budget.circuit_open(kStart + 19min));
    REQUIRE(budget.allows(kStart + 19min));
    budget.take(kStart + 19min);
    CHECK_FALSE(budget.allows(kStart + 20min));
    CHECK(budget.allows(kStart + 29min));
}

TEST_CASE("Budget::allows changes nothing") {
    Budget budget({}, 1);
    for (int i = 0; i < 100; ++i) CHECK(budget.allows(kStart));
}

TEST_CASE("Budget::take returns the first at once and then random delays below a doubling bound") {
    core::BudgetSettings settings;
    settings.replacements = 10;
    Duration longest[10]{};
    std::set<Duration> different;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Budget budget(settings, seed);
        for (int i = 0; i < 10; ++i) {
            const Duration wait = budget.take(kStart) - kStart;
            CHECK(wait >= Duration{});
            longest[i] = std::max(longest[i], wait);
            if (i == 9) different.insert(wait);
        }
    }
    CHECK(longest[0] == Duration{});
    for (int i = 1; i < 10; ++i) {
        const Duration bound = std::min<Duration>(30s, 1s * (1 << i));
        CHECK(longest[i] <= bound);
        CHECK(longest[i] > bound * 9 / 10);
    }
    CHECK(different.size() > 290);
}

TEST_CASE("Budget repeats its delays for the same seed") {
    Budget one({}, 7);
    Budget other({}, 7);
    for (int i = 0; i < 3; ++i) CHECK(one.take(kStart) == other.take(kStart));
}

TEST_CASE("Budget supports zero spacing and zero replacements") {
    core::BudgetSettings settings;
    settings.max_spacing = {};
    Budget at_once(settings, 1);
    for (int i = 0; i < 3; ++i) CHECK(at_once.take(kStart) == kStart);
    settings.replacements = 0;
    Budget none(settings, 1);
    CHECK_FALSE(none.allows(kStart));
    none.open_circuit(kStart);
    CHECK_FALSE(none.allows(kStart + 10min));
}

TEST_CASE("Alarms returns the earliest alarm and clears a taken one") {
    core::Alarms alarms;
    CHECK_FALSE(alarms.next());
    alarms.set(Alarm::kSlow, kStart + 5s);
    alarms.set(Alarm::kSample, kStart + 2s);
    CHECK(alarms.next() == kStart + 2s);
    CHECK_FALSE(alarms.take_due(Alarm::kSample, kStart + 2s - 1ns));
    CHECK(alarms.take_due(Alarm::kSample, kStart + 9s) == kStart + 2s);
    CHECK_FALSE(alarms.take_due(Alarm::kSample, kStart + 9s));
    CHECK(alarms.next() == kStart + 5s);
    alarms.clear(Alarm::kSlow);
    CHECK_FALSE(alarms.next());
    CHECK_FALSE(alarms.is_set(Alarm::kSlow));
}

TEST_CASE("set_earlier and set_if_unset respect an existing alarm") {
    core::Alarms alarms;
    alarms.set(Alarm::kSlow, kStart + 5s);
    alarms.set_earlier(Alarm::kSlow, kStart + 7s);
    CHECK(alarms.next() == kStart + 5s);
    alarms.set_earlier(Alarm::kSlow, kStart + 3s);
    CHECK(alarms.next() == kStart + 3s);
    alarms.set_if_unset(Alarm::kSlow, kStart + 1s);
    CHECK(alarms.next() == kStart + 3s);
    alarms.set_if_unset(Alarm::kProbe, kStart + 1s);
    CHECK(alarms.next() == kStart + 1s);
}
