#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::LoggedError;
using doctor::StartStep;

namespace {

doctor::Facts with_log() {
    doctor::Facts facts = healthy_facts();
    facts.log.file = "/tmp/gopls.log";
    facts.log.is_known = true;
    facts.log.lines = 100;
    return facts;
}

void reach(doctor::Facts& facts, StartStep step) {
    for (std::size_t i = 0; i <= static_cast<std::size_t>(step); ++i) {
        facts.log.steps[i] = static_cast<int>(i) + 1;
    }
}

}  // namespace

TEST_CASE("A log that cannot be read, or is of something else, is an error") {
    doctor::Facts facts = with_log();
    CHECK(ids_of(facts).empty());
    facts.log.is_known = false;
    CHECK(contains(only(facts, "log-unreadable").seen, "None of the 100 lines of /tmp/gopls.log"));
    facts.log.error = "Permission denied";
    CHECK(contains(only(facts, "log-unreadable").seen, "cannot be read: Permission denied"));
    facts.log = {};
    CHECK(ids_of(facts).empty());
}

TEST_CASE("A start is incomplete until the packages are listed") {
    for (const StartStep step : {StartStep::kInitialize, StartStep::kInitialized,
                                 StartStep::kConfiguration, StartStep::kView}) {
        doctor::Facts facts = with_log();
        reach(facts, step);
        const auto finding = only(facts, "log-start-incomplete");
        CHECK(contains(finding.seen, std::string(doctor::name_of(step))));
        CHECK(finding.place->line == static_cast<int>(step) + 1);
    }
    for (const StartStep step : {StartStep::kPackages, StartStep::kLoaded}) {
        doctor::Facts facts = with_log();
        reach(facts, step);
        CHECK(ids_of(facts).empty());
    }
    doctor::Facts view = with_log();
    reach(view, StartStep::kView);
    CHECK(contains(only(view, "log-start-incomplete").mend.front(), "--load"));
}

TEST_CASE("Errors in a log have their line, and a count of similar ones") {
    doctor::Facts facts = with_log();
    facts.log.errors = {{LoggedError::Kind::kLoad, "Error loading workspace: x", 7, 2}};
    const auto load = only(facts, "log-load-error");
    CHECK(contains(load.seen, "Error loading workspace: x (and 2 similar lines)"));
    CHECK(load.place->line == 7);
    facts.log.errors[0].kind = LoggedError::Kind::kCrash;
    CHECK(ids_of(facts) == std::vector<std::string>{"log-crash"});
    facts.log.errors[0].kind = LoggedError::Kind::kNotStarted;
    CHECK(ids_of(facts) == std::vector<std::string>{"log-not-started"});
}

TEST_CASE("A refused setting is a warning, a deprecated one a note") {
    doctor::Facts facts = with_log();
    facts.log.settings = {{"stticcheck", "unexpected setting", 3, false},
                          {"memoryMode", "this setting is deprecated", 4, true}};
    CHECK(ids_of(facts) ==
          std::vector<std::string>{"log-setting-refused", "log-setting-deprecated"});
    facts.log.settings.pop_back();
    CHECK(contains(only(facts, "log-setting-refused").seen, "stticcheck: unexpected setting"));
}

TEST_CASE("A stall in the proxy's log leads to its incident") {
    doctor::Facts facts = with_log();
    facts.log.has_stalled = true;
    facts.log.stall_line = 9;
    CHECK(only(facts, "log-stall").mend.front() == "gopls-proxy incidents show latest");
}
