#include "core/servers/replacements.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Alarm;
using core::CacheUse;
using core::Network;
using core::Replacements;
using core::SpawnReason;
using core::Verdict;
using core::VerdictKind;

namespace {

const Verdict kDeadlocked{core::verdict::Deadlocked{}};
constexpr Replacements::Plan kPlan{SpawnReason::kReplaceStuck, CacheUse::kSame, Network::kNormal};

struct Replacing : OneTurn {
    using OneTurn::OneTurn;

    std::uint64_t counted() { return turn.metrics.counters.replacements; }
    /// Returns the number of replacements still allowed, and uses them up.
    int left() {
        int n = 0;
        for (; replacements.allowed(turn); ++n) replacements.begin(kDeadlocked, turn);
        return n;
    }
    int returns(VerdictKind kind = VerdictKind::kDeadlocked) {
        return replacements.returns_of(kind, turn);
    }

    Replacements replacements{settings, 1};
};

}  // namespace

TEST_CASE("Replacements are limited within a period") {
    Replacing r;
    CHECK(r.left() == r.settings.budget.replacements);
    CHECK(r.counted() == 3);
    r.pass(r.settings.budget.period - 1ns);
    CHECK_FALSE(r.replacements.allowed(r.turn));
    r.pass(1ns);
    CHECK(r.replacements.allowed(r.turn));
}

TEST_CASE("the words about a used-up budget do not claim that gopls was replaced") {
    core::Settings settings;
    CHECK(Replacements::used_up(settings) ==
          "The budget of 3 automatic replacements within 10 min is used up");
    settings.budget.replacements = 1;
    CHECK(Replacements::used_up(settings) ==
          "The budget of 1 automatic replacement within 10 min is used up");
    settings.budget.replacements = 0;
    CHECK(Replacements::used_up(settings) ==
          "Automatic replacements are switched off (budget.replacements = 0)");
}

TEST_CASE("The first replacement begins at once and later ones are spaced") {
    Replacing r;
    CHECK(r.replacements.begin(kDeadlocked, r.turn) == r.turn.now);
    const core::Time second = r.replacements.begin(kDeadlocked, r.turn);
    CHECK(second > r.turn.now);
    CHECK(second <= r.turn.now + r.settings.budget.max_spacing);
}

TEST_CASE("An open circuit allows no replacement for a period and then one") {
    Replacing r;
    CHECK_FALSE(r.replacements.circuit_open(r.turn.now));
    CHECK(r.replacements.open_circuit(r.turn));
    CHECK_FALSE(r.replacements.open_circuit(r.turn));
    r.pass(r.settings.budget.period - 1ns);
    CHECK(r.replacements.circuit_open(r.turn.now));
    CHECK_FALSE(r.replacements.allowed(r.turn));
    r.pass(1ns);
    CHECK_FALSE(r.replacements.circuit_open(r.turn.now));
    CHECK(r.left() == 1);
    CHECK(r.replacements.open_circuit(r.turn));
}

TEST_CASE("A replacement records its verdict and when the stall began") {
    const bool with_standby = GENERATE(false, true);
    Replacing r;
    Verdict verdict{core::verdict::Stopped{}};
    verdict.head.age = 5s;
    if (with_standby) {
        r.replacements.begin_with_standby(verdict, r.turn);
    } else {
        r.replacements.begin(verdict, r.turn);
    }
    r.pass(2s);
    CHECK(r.replacements.cause().kind() == VerdictKind::kStopped);
    CHECK(r.replacements.since_stall(r.turn) == 7s);
    CHECK(r.counted() == 1);
    CHECK(r.left() == (with_standby ? 3 : 2));
}

TEST_CASE("A planned replacement is taken once when it is due") {
    Replacing r;
    CHECK_FALSE(r.replacements.planned());
    CHECK_FALSE(r.replacements.take_planned(r.turn));
    r.replacements.plan({SpawnReason::kReplaceDead, CacheUse::kClean, Network::kOffline},
                        r.turn.now + 3s, r.turn);
    CHECK(r.alarm(Alarm::kSpawn) == 3s);
    REQUIRE(r.replacements.planned());
    const auto plan = r.replacements.take_planned(r.turn);
    REQUIRE(plan);
    CHECK(plan->spawn_reason == SpawnReason::kReplaceDead);
    CHECK(plan->cache == CacheUse::kClean);
    CHECK(plan->network == Network::kOffline);
    CHECK_FALSE(r.alarm(Alarm::kSpawn));
    CHECK_FALSE(r.replacements.planned());
    CHECK_FALSE(r.replacements.take_planned(r.turn));
}

TEST_CASE("A withdrawn replacement does not count") {
    Replacing r;
    const core::Time at = r.replacements.begin(kDeadlocked, r.turn);
    r.replacements.plan(kPlan, at, r.turn);
    r.replacements.withdraw(r.turn);
    CHECK_FALSE(r.replacements.planned());
    CHECK(r.counted() == 0);
    CHECK(r.left() == 3);
}

TEST_CASE("returns_of counts the actions on a verdict within the budget's period") {
    Replacing r;
    CHECK(r.returns() == 0);
    CHECK_FALSE(r.replacements.last_acted_on(VerdictKind::kDeadlocked));
    r.replacements.acted_on(VerdictKind::kDeadlocked, r.turn);
    r.pass(4min);
    r.replacements.acted_on(VerdictKind::kDeadlocked, r.turn);
    r.replacements.acted_on(VerdictKind::kStopped, r.turn);
    CHECK(r.returns() == 2);
    CHECK(r.returns(VerdictKind::kStopped) == 1);
    CHECK(r.returns(VerdictKind::kSpinning) == 0);
    CHECK(r.replacements.last_acted_on(VerdictKind::kDeadlocked) == kStart + 4min);
    CHECK(r.replacements.returns_of(VerdictKind::kDeadlocked, kStart + 4min - 1ns, r.turn) == 1);
    CHECK(r.replacements.returns_of(VerdictKind::kDeadlocked, kStart - 1ns, r.turn) == 0);
    r.pass(6min - 1ns);
    CHECK(r.returns() == 2);
    r.pass(1ns);
    CHECK(r.returns() == 1);
    r.replacements.acted_on(VerdictKind::kStopped, r.turn);
    CHECK(r.returns() == 1);
    r.pass(4min);
    CHECK(r.returns() == 0);
    CHECK(r.returns(VerdictKind::kStopped) == 1);
}

TEST_CASE("Replacements start offline for a while after a standby met a silent network") {
    struct Row {
        SpawnReason spawn_reason;
        Network planned;
        Network distrusted;
    };
    for (const Row& row : {Row{SpawnReason::kReplaceStuck, Network::kNormal, Network::kOffline},
                           Row{SpawnReason::kReplaceDead, Network::kNormal, Network::kOffline},
                           Row{SpawnReason::kReturnOnline, Network::kNormal, Network::kNormal},
                           Row{SpawnReason::kReplaceStuck, Network::kOfflineLocalToolchain,
                               Network::kOfflineLocalToolchain}}) {
        CAPTURE(static_cast<int>(row.spawn_reason), static_cast<int>(row.planned));
        Replacing r;
        const Replacements::Plan plan{row.spawn_reason, CacheUse::kSame, row.planned};
        CHECK(r.replacements.network_of(plan, r.turn) == row.planned);
        r.replacements.distrust_network(r.turn);
        r.pass(10min - 1ns);
        CHECK(r.replacements.network_of(plan, r.turn) == row.distrusted);
        r.pass(1ns);
        CHECK(r.replacements.network_of(plan, r.turn) == row.planned);
    }
}

TEST_CASE("The network is retried after doubling delays of at most half an hour") {
    Replacing r;
    r.replacements.retry_online(r.turn);
    CHECK(r.alarm(Alarm::kRetry) == 2min);
    for (const auto minutes : {4min, 8min, 16min, 30min, 30min}) {
        r.pass(1h);
        r.replacements.retry_online_later(r.turn);
        CHECK(r.alarm(Alarm::kRetry) == core::Duration(minutes));
    }
    r.replacements.retry_online(r.turn);
    CHECK(r.alarm(Alarm::kRetry) == 30min);
    r.replacements.is_online(r.turn);
    CHECK_FALSE(r.alarm(Alarm::kRetry));
    r.replacements.retry_online(r.turn);
    CHECK(r.alarm(Alarm::kRetry) == 2min);
}
