#include "core/base/start_phases.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using core::Duration;
using core::StartPhase;
using core::StartPhases;

namespace {

StartPhases phases(std::initializer_list<std::pair<StartPhase, Duration>> known) {
    StartPhases start;
    for (const auto& [phase, took] : known) start[phase] = took;
    return start;
}

}  // namespace

TEST_CASE("each phase of a start has a name of its own") {
    for (std::size_t i = 0; i < core::kStartPhases; ++i) {
        const auto phase = static_cast<StartPhase>(i);
        CHECK(core::start_phase(core::name(phase)) == phase);
    }
    CHECK_FALSE(core::start_phase("nap"));
}

TEST_CASE("in_words lists the phases of a start") {
    CHECK(core::in_words(StartPhases{}).empty());
    StartPhases start = phases({{StartPhase::kSpawn, 20us},
                                {StartPhase::kInitialize, 200ms},
                                {StartPhase::kConfiguration, 0s}});
    CHECK(core::in_words(start) == "so far: initialize 200 ms");
    start[StartPhase::kLoad] = 11800ms;
    start[StartPhase::kGoList] = 9s;
    start[StartPhase::kGoEnv] = 0s;
    start[StartPhase::kFirstAnswer] = 12500ms;
    start[StartPhase::kTotal] = 12300ms;
    CHECK(core::in_words(start) ==
          "12.3 s: initialize 200 ms, load 11.8 s (go list 9.0 s), first answer 12.5 s");
}

TEST_CASE("usual_of takes the median of each phase once there are three starts") {
    const auto load = [](Duration took) { return phases({{StartPhase::kLoad, took}}); };
    CHECK(core::usual_of({}) == StartPhases{});
    CHECK(core::usual_of({load(1s), load(2s)}) == StartPhases{});
    CHECK(core::usual_of({load(1s), load(9s), load(2s)}) == load(2s));
    CHECK(core::usual_of({load(1s), load(9s), load(2s), StartPhases{}}) == load(2s));
}

TEST_CASE("a phase is slower than usual from twice its median and a second more") {
    const auto slower = [](Duration took, Duration usual, StartPhase phase = StartPhase::kLoad) {
        return !core::slower_than_usual(phases({{phase, took}}), phases({{phase, usual}})).empty();
    };
    CHECK_FALSE(slower(1s, 10ms));
    CHECK(slower(1011ms, 10ms));
    CHECK_FALSE(slower(6s, 3s));
    CHECK(slower(6001ms, 3s));
    CHECK(slower(9s, 1s, StartPhase::kSpawn));
    CHECK_FALSE(slower(9s, 1s, StartPhase::kFirstAnswer));
    CHECK(core::slower_than_usual(phases({{StartPhase::kLoad, 9s}}), {}).empty());
    CHECK(core::slower_than_usual({}, phases({{StartPhase::kLoad, 1s}})).empty());
}

TEST_CASE("the whole start is slower than usual only if no phase explains it") {
    const StartPhases usual = phases({{StartPhase::kLoad, 1s}, {StartPhase::kTotal, 1s}});
    CHECK(core::in_words(core::slower_than_usual(
              phases({{StartPhase::kLoad, 1s}, {StartPhase::kTotal, 9s}}), usual)) ==
          "the start took 9.0 s, usually 1.0 s");
    CHECK(core::in_words(core::slower_than_usual(
              phases({{StartPhase::kLoad, 8s}, {StartPhase::kTotal, 9s}}), usual)) ==
          "the load took 8.0 s, usually 1.0 s");
}

TEST_CASE("in_words names all phases that were slower than usual") {
    CHECK(core::in_words(std::vector<core::SlowerPhase>{}).empty());
    CHECK(core::in_words({{StartPhase::kLoad, 11800ms, 3s}, {StartPhase::kGoList, 9s, 1s}}) ==
          "the load took 11.8 s, usually 3.0 s; go list took 9.0 s, usually 1.0 s");
}
