#include "core/servers/ladder.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "unit/core/support.hpp"

using namespace core_test;
using core::CachePolicy;
using core::Circumstances;
using core::RemedyKind;
using core::Verdict;
namespace verdict = core::verdict;

namespace {

using Remedies = std::vector<RemedyKind>;

struct Row {
    const char* what;
    Verdict verdict;
    Circumstances circumstances;
    Remedies remedies;
};

Verdict aged(core::Evidence evidence, Duration head_age) {
    Verdict v{std::move(evidence)};
    v.head.age = head_age;
    return v;
}

Verdict owed(Duration age, bool by_person, Duration others_wait = {}) {
    return {verdict::WaitingOnEditor{{"workspace/applyEdit", age, by_person, others_wait}}};
}

Verdict others_wait(Duration wait) {
    return owed(1h, true, wait);
}

Circumstances at_rung(int rung, int returns = 0) {
    Circumstances c;
    c.rung = c.ends = rung;
    c.returns = returns;
    return c;
}

/// The last remedies were to end the command, those before were not.
Circumstances ended(int ends, int rung) {
    Circumstances c = at_rung(rung);
    c.ends = ends;
    return c;
}

Circumstances standby_exists(int rung = 0, int returns = 0) {
    Circumstances c = at_rung(rung, returns);
    c.standby_exists = true;
    return c;
}

Circumstances of_standby(int rung = 0, int returns = 0) {
    Circumstances c = at_rung(rung, returns);
    c.is_standby = c.standby_exists = true;
    return c;
}

void check(const std::vector<Row>& rows, const core::Settings& settings = {}) {
    for (const Row& row : rows) {
        INFO(row.what);
        CHECK(core::choose_remedy(row.verdict, row.circumstances, settings) == row.remedies);
    }
}

}  // namespace

TEST_CASE("nothing is done about what works, has nothing to do, or is not known") {
    const std::vector<core::Evidence> nothing{verdict::Idle{},         verdict::Busy{},
                                              verdict::Unknown{},      verdict::Asked{},
                                              verdict::RefusedStart{}, verdict::Dead{},
                                              verdict::CacheFault{},   verdict::OutOfMemory{},
                                              verdict::Garbage{},      verdict::InternalError{}};
    for (const core::Evidence& evidence : nothing) {
        INFO(core::name(Verdict{evidence}.kind()));
        CHECK(core::choose_remedy({evidence}, {}, {}).empty());
    }
}

TEST_CASE("deadlocked: a standby, one at a time") {
    const Verdict v{verdict::Deadlocked{}};
    check({{"at first", v, {}, {RemedyKind::kStandbyClean}},
           {"the standby is gone again", v, at_rung(3), {RemedyKind::kStandbyClean}},
           {"one is coming", v, standby_exists(1), {}},
           {"it is the standby", v, of_standby(), {RemedyKind::kDropStandby}}});
}

TEST_CASE("stopped: continued first, and again with a standby when it comes back") {
    const Verdict v{verdict::Stopped{}};
    check({{"at first", v, {}, {RemedyKind::kContinue}},
           {"still", v, at_rung(1), {RemedyKind::kStandbyClean}},
           {"again", v, at_rung(0, 1), {RemedyKind::kContinue, RemedyKind::kStandbyClean}},
           {"the standby", v, of_standby(), {RemedyKind::kContinue}},
           {"the standby, still", v, of_standby(1), {RemedyKind::kDropStandby}}});
}

TEST_CASE("a go list on the network is never ended") {
    const Verdict v{verdict::GoCommandNetwork{}};
    check({{"at first", v, {}, {RemedyKind::kStandbyOffline}},
           {"again", v, at_rung(0, 2), {RemedyKind::kStandbyOffline}},
           {"one is coming", v, standby_exists(1), {}},
           {"the standby", v, of_standby(), {RemedyKind::kDropStandby}}});
}

TEST_CASE("a go list without a connection is ended, killed, and then given up") {
    const Verdict v{verdict::GoCommandLocal{}};
    check({{"at first", v, {}, {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
           {"it ignored that", v, at_rung(1), {RemedyKind::kKillCommand}},
           {"and that", v, at_rung(2), {RemedyKind::kStandbyClean}},
           {"one is coming", v, standby_exists(2), {}},
           {"told before", v, ended(0, 1), {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
           {"it came back",
            v,
            at_rung(0, 1),
            {RemedyKind::kEndCommand, RemedyKind::kReloadView, RemedyKind::kStandbyClean}},
           {"once more", v, at_rung(0, 2), {RemedyKind::kEndCommand}},
           {"the standby's", v, of_standby(), {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
           {"the standby's, again", v, of_standby(0, 1), {RemedyKind::kDropStandby}},
           {"the standby's, killed", v, of_standby(1), {RemedyKind::kKillCommand}},
           {"the standby's, given up", v, of_standby(2), {RemedyKind::kDropStandby}}});
}

TEST_CASE("the go list without which there is no view is ended only when a fresh gopls hangs too") {
    verdict::GoCommandLocal go_list;
    go_list.costs_view = true;
    const Verdict v{go_list};
    check(
        {{"at first", v, {}, {RemedyKind::kStandbyWarm}},
         {"one is coming", v, standby_exists(1), {}},
         {"the standby", v, of_standby(), {RemedyKind::kDropStandby}},
         {"the standby is gone", v, at_rung(1), {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
         {"it came back", v, at_rung(0, 1), {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
         {"for ever", v, at_rung(0, 3), {RemedyKind::kEndCommand}},
         {"it ignores that", v, ended(1, 2), {RemedyKind::kKillCommand}},
         {"and that", v, ended(2, 3), {RemedyKind::kStandbyClean}}});
}

TEST_CASE("go env is never ended: a fresh gopls asks afresh") {
    const Verdict v{verdict::GoEnv{}};
    const Verdict fetching{verdict::ToolchainDownload{}};
    check({{"at first", v, {}, {RemedyKind::kStandbyWarm}},
           {"one is coming", v, standby_exists(1), {}},
           {"the standby", v, of_standby(), {RemedyKind::kDropStandby}},
           {"it fetches a toolchain", fetching, {}, {RemedyKind::kStandbyLocalToolchain}},
           {"that is coming", fetching, standby_exists(1), {}}});
}

TEST_CASE("other children: told, and replaced only beyond the hard limit") {
    const Verdict early = aged(verdict::OtherChild{}, 10min - 1ns);
    const Verdict late = aged(verdict::OtherChild{}, 10min);
    Circumstances loading = at_rung(1);
    loading.loading = true;
    check({{"early", early, {}, {RemedyKind::kTell}},
           {"told", early, at_rung(1), {}},
           {"late", late, at_rung(1), {RemedyKind::kStandbyClean}},
           {"late, with a standby", late, standby_exists(2), {}},
           {"a load has 12 minutes", late, loading, {}},
           {"a load, late",
            aged(verdict::OtherChild{}, 12min),
            loading,
            {RemedyKind::kStandbyClean}}});
}

TEST_CASE("waiting on the editor: told, then answered for it, for a person only if others wait") {
    check({{"within the window", owed(30s - 1ns, false), {}, {RemedyKind::kTell}},
           {"told", owed(30s - 1ns, false), at_rung(1), {}},
           {"after it", owed(30s, false), at_rung(1), {RemedyKind::kAnswerForEditor}},
           {"and the next one", owed(30s, false), at_rung(5), {RemedyKind::kAnswerForEditor}},
           {"a person", owed(1h, true), {}, {RemedyKind::kTell}},
           {"a person, told", owed(1h, true), at_rung(1), {}},
           {"a person, and others begin to wait", others_wait(29s), at_rung(1), {}},
           {"a person, and others wait",
            others_wait(30s),
            at_rung(1),
            {RemedyKind::kAnswerForEditor}}});
}

TEST_CASE("spinning is told, and acted on only when that is asked for") {
    const Verdict v{verdict::Spinning{}};
    check({{"told", v, {}, {RemedyKind::kTell}}, {"once", v, at_rung(1), {}}});
    core::Settings settings;
    settings.spin = core::SpinPolicy::kAct;
    check({{"acted on, warm", v, {}, {RemedyKind::kStandbyWarm}},
           {"the standby", v, of_standby(), {RemedyKind::kDropStandby}}},
          settings);
}

TEST_CASE("the cache of a standby, by policy and by whether the stall came back") {
    CHECK(core::standby_kind(CachePolicy::kCleanOnStall, false) == RemedyKind::kStandbyClean);
    CHECK(core::standby_kind(CachePolicy::kCleanOnStall, true) == RemedyKind::kStandbyClean);
    CHECK(core::standby_kind(CachePolicy::kWarmFirst, false) == RemedyKind::kStandbyWarm);
    CHECK(core::standby_kind(CachePolicy::kWarmFirst, true) == RemedyKind::kStandbyClean);
    CHECK(core::standby_kind(CachePolicy::kAlwaysClean, false) == RemedyKind::kStandbyClean);
    CHECK(core::standby_kind(CachePolicy::kNeverClean, true) == RemedyKind::kStandbyWarm);
}

TEST_CASE("every remedy has a name of its own") {
    std::vector<std::string> names;
    for (int k = 0; k <= static_cast<int>(RemedyKind::kDropStandby); ++k) {
        names.emplace_back(core::name(static_cast<RemedyKind>(k)));
    }
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("a lock of somebody else's process: a fresh gopls would wait for it as well") {
    verdict::GoCommandLocal go_list;
    go_list.command.lock = {4711, "/m/cache/lock", true};
    Verdict held{go_list};
    const core::Settings settings;
    const auto choose = [&](const Circumstances& c) {
        return core::choose_remedy(held, c, settings);
    };
    CHECK(choose(at_rung(0)) == Remedies{RemedyKind::kEndCommand, RemedyKind::kReloadView});
    // Then it waits, as without the proxy, until it has done so for too long.
    const int returns = GENERATE(1, 2);
    CHECK(choose(ended(0, 0)) == Remedies{RemedyKind::kEndCommand, RemedyKind::kReloadView});
    CHECK(choose(at_rung(0, returns)) == Remedies{RemedyKind::kTell});
    held.head.quiet = 3 * settings.stall.load_window - 1ms;
    Circumstances told = ended(0, 1);
    told.returns = returns;
    CHECK(choose(told).empty());
    held.head.quiet += 1ms;
    CHECK(choose(told) == Remedies{RemedyKind::kEndCommand});
    CHECK(choose(at_rung(1)) == Remedies{RemedyKind::kKillCommand});
    CHECK(choose(at_rung(2)).empty());
    CHECK(choose(of_standby()) == Remedies{RemedyKind::kEndCommand, RemedyKind::kReloadView});
}

TEST_CASE("verdicts that are no stalls") {
    const core::Settings settings;
    const Verdict files{verdict::StaleView{"go.mod changed", {{"/m/go.mod"}}}};
    CHECK(core::choose_remedy(files, {}, settings) == Remedies{RemedyKind::kSendWatchedFiles});
    const Verdict go{verdict::StaleView{"the go command was replaced", {}}};
    CHECK(core::choose_remedy(go, {}, settings) == Remedies{RemedyKind::kReloadView});
    CHECK(core::choose_remedy({verdict::ReloadStorm{}}, {}, settings) ==
          Remedies{RemedyKind::kTell});
    const Verdict cache{verdict::BuildCacheFault{}};
    CHECK(core::choose_remedy(cache, {}, settings) == Remedies{RemedyKind::kStandbyBuildCache});
    CHECK(core::choose_remedy(cache, standby_exists(), settings).empty());
}

TEST_CASE("a go list that waits for a disk is told of until the hard limit") {
    verdict::GoCommandLocal go_list;
    go_list.in_disk_sleep = true;
    Verdict slow = aged(go_list, 1min);
    const core::Settings settings;
    CHECK(core::choose_remedy(slow, at_rung(0), settings) == Remedies{RemedyKind::kTell});
    CHECK(core::choose_remedy(slow, at_rung(1), settings).empty());
    slow.head.age = settings.stall.hard_limit;
    CHECK(core::choose_remedy(slow, at_rung(1), settings) == Remedies{RemedyKind::kStandbyClean});
}
