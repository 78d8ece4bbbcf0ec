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

/// The last `ends` remedies of `rung` ended the command; earlier ones did not.
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

TEST_CASE("No remedy for a verdict that needs none") {
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

TEST_CASE("Deadlocked: one standby at a time") {
    const Verdict v{verdict::Deadlocked{}};
    check({{"first", v, {}, {RemedyKind::kStandbyClean}},
           {"the standby has ended", v, at_rung(3), {RemedyKind::kStandbyClean}},
           {"a standby exists", v, standby_exists(1), {}},
           {"the standby itself", v, of_standby(), {RemedyKind::kDropStandby}}});
}

TEST_CASE("Stopped: continue first and add a standby when it returns") {
    const Verdict v{verdict::Stopped{}};
    check({{"first", v, {}, {RemedyKind::kContinue}},
           {"continued without effect", v, at_rung(1), {RemedyKind::kStandbyClean}},
           {"it returned", v, at_rung(0, 1), {RemedyKind::kContinue, RemedyKind::kStandbyClean}},
           {"the standby", v, of_standby(), {RemedyKind::kContinue}},
           {"the standby, still", v, of_standby(1), {RemedyKind::kDropStandby}}});
}

TEST_CASE("A go list on the network is never ended") {
    const Verdict v{verdict::GoCommandNetwork{}};
    check({{"first", v, {}, {RemedyKind::kStandbyOffline}},
           {"it returned", v, at_rung(0, 2), {RemedyKind::kStandbyOffline}},
           {"a standby exists", v, standby_exists(1), {}},
           {"the standby", v, of_standby(), {RemedyKind::kDropStandby}}});
}

TEST_CASE("A go list without a connection is ended and killed and then given up") {
    const Verdict v{verdict::GoCommandLocal{}};
    check({{"first", v, {}, {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
           {"end ignored", v, at_rung(1), {RemedyKind::kKillCommand}},
           {"kill ignored", v, at_rung(2), {RemedyKind::kStandbyClean}},
           {"a standby exists", v, standby_exists(2), {}},
           {"reported before", v, ended(0, 1), {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
           {"it returned",
            v,
            at_rung(0, 1),
            {RemedyKind::kEndCommand, RemedyKind::kReloadView, RemedyKind::kStandbyClean}},
           {"it returned twice", v, at_rung(0, 2), {RemedyKind::kEndCommand}},
           {"the standby", v, of_standby(), {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
           {"the standby, returned", v, of_standby(0, 1), {RemedyKind::kDropStandby}},
           {"the standby, end ignored", v, of_standby(1), {RemedyKind::kKillCommand}},
           {"the standby, kill ignored", v, of_standby(2), {RemedyKind::kDropStandby}}});
}

TEST_CASE("A go list that costs the view is ended only after a fresh gopls hangs too") {
    verdict::GoCommandLocal go_list;
    go_list.costs_view = true;
    const Verdict v{go_list};
    check({{"first", v, {}, {RemedyKind::kStandbyWarm}},
           {"a standby exists", v, standby_exists(1), {}},
           {"the standby", v, of_standby(), {RemedyKind::kDropStandby}},
           {"the standby has ended",
            v,
            at_rung(1),
            {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
           {"it returned", v, at_rung(0, 1), {RemedyKind::kEndCommand, RemedyKind::kReloadView}},
           {"it always returns", v, at_rung(0, 3), {RemedyKind::kEndCommand}},
           {"end ignored", v, ended(1, 2), {RemedyKind::kKillCommand}},
           {"kill ignored", v, ended(2, 3), {RemedyKind::kStandbyClean}}});
}

TEST_CASE("go env is never ended because a fresh gopls runs it again") {
    const Verdict v{verdict::GoEnv{}};
    const Verdict fetching{verdict::ToolchainDownload{}};
    check({{"first", v, {}, {RemedyKind::kStandbyWarm}},
           {"a standby exists", v, standby_exists(1), {}},
           {"the standby", v, of_standby(), {RemedyKind::kDropStandby}},
           {"fetching a toolchain", fetching, {}, {RemedyKind::kStandbyLocalToolchain}},
           {"fetching, a standby exists", fetching, standby_exists(1), {}}});
}

TEST_CASE("Other children are reported and cause a replacement only past the hard limit") {
    const Verdict early = aged(verdict::OtherChild{}, 10min - 1ns);
    const Verdict late = aged(verdict::OtherChild{}, 10min);
    Circumstances loading = at_rung(1);
    loading.loading = true;
    check({{"early", early, {}, {RemedyKind::kTell}},
           {"reported", early, at_rung(1), {}},
           {"late", late, at_rung(1), {RemedyKind::kStandbyClean}},
           {"late, with a standby", late, standby_exists(2), {}},
           {"a load within 12 minutes", late, loading, {}},
           {"a load after 12 minutes",
            aged(verdict::OtherChild{}, 12min),
            loading,
            {RemedyKind::kStandbyClean}}});
}

TEST_CASE("The proxy answers for a silent editor and for a person only if others wait") {
    check({{"within the window", owed(30s - 1ns, false), {}, {RemedyKind::kTell}},
           {"reported", owed(30s - 1ns, false), at_rung(1), {}},
           {"after the window", owed(30s, false), at_rung(1), {RemedyKind::kAnswerForEditor}},
           {"the next question", owed(30s, false), at_rung(5), {RemedyKind::kAnswerForEditor}},
           {"a person", owed(1h, true), {}, {RemedyKind::kTell}},
           {"a person, reported", owed(1h, true), at_rung(1), {}},
           {"a person, others wait briefly", others_wait(29s), at_rung(1), {}},
           {"a person, others wait long",
            others_wait(30s),
            at_rung(1),
            {RemedyKind::kAnswerForEditor}}});
}

TEST_CASE("Spinning is reported and acted on only by setting") {
    const Verdict v{verdict::Spinning{}};
    check({{"reported", v, {}, {RemedyKind::kTell}}, {"once", v, at_rung(1), {}}});
    core::Settings settings;
    settings.spin = core::SpinPolicy::kAct;
    check({{"acted on", v, {}, {RemedyKind::kStandbyWarm}},
           {"the standby", v, of_standby(), {RemedyKind::kDropStandby}}},
          settings);
}

TEST_CASE("standby_kind depends on the cache policy and on a returning stall") {
    CHECK(core::standby_kind(CachePolicy::kCleanOnStall, false) == RemedyKind::kStandbyClean);
    CHECK(core::standby_kind(CachePolicy::kCleanOnStall, true) == RemedyKind::kStandbyClean);
    CHECK(core::standby_kind(CachePolicy::kWarmFirst, false) == RemedyKind::kStandbyWarm);
    CHECK(core::standby_kind(CachePolicy::kWarmFirst, true) == RemedyKind::kStandbyClean);
    CHECK(core::standby_kind(CachePolicy::kAlwaysClean, false) == RemedyKind::kStandbyClean);
    CHECK(core::standby_kind(CachePolicy::kNeverClean, true) == RemedyKind::kStandbyWarm);
}

TEST_CASE("Every remedy has a unique name") {
    std::vector<std::string> names;
    for (int k = 0; k <= static_cast<int>(RemedyKind::kDropStandby); ++k) {
        names.emplace_back(core::name(static_cast<RemedyKind>(k)));
    }
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("A foreign lock is reported because a fresh gopls would wait for it too") {
    verdict::GoCommandLocal go_list;
    go_list.command.lock = {4711, "/m/cache/lock", true};
    Verdict held{go_list};
    const core::Settings settings;
    const auto choose = [&](const Circumstances& c) {
        return core::choose_remedy(held, c, settings);
    };
    CHECK(choose(at_rung(0)) == Remedies{RemedyKind::kEndCommand, RemedyKind::kReloadView});
    // Then it waits, as it would without the proxy, up to a limit.
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

TEST_CASE("Verdicts that are not stalls have their own remedies") {
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

TEST_CASE("A go list that waits for a disk is reported until the hard limit") {
    verdict::GoCommandLocal go_list;
    go_list.in_disk_sleep = true;
    Verdict slow = aged(go_list, 1min);
    const core::Settings settings;
    CHECK(core::choose_remedy(slow, at_rung(0), settings) == Remedies{RemedyKind::kTell});
    CHECK(core::choose_remedy(slow, at_rung(1), settings).empty());
    slow.head.age = settings.stall.hard_limit;
    CHECK(core::choose_remedy(slow, at_rung(1), settings) == Remedies{RemedyKind::kStandbyClean});
}
