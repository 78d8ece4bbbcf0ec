#include "cli/health/baseline.hpp"

#include <algorithm>

#include "cli/health/json.hpp"
#include "support/catch.hpp"
#include "unit/cli/health/model.hpp"
#include "unit/temp_folder.hpp"

using namespace health_test;
using cli::health::Baseline;
using cli::health::compare;
using cli::health::parse_baseline;
using State = Check::State;

namespace {

std::string stored(const Results& results) {
    return app::incidents::text_of(cli::health::json_of(outcome_of(results)));
}

Baseline good_baseline() {
    const auto baseline = parse_baseline(stored(good_run()));
    REQUIRE(baseline.has_value());
    return *baseline;
}

State state_of(const Results& now, const std::string& id, double factor = 1.5) {
    const auto checks = compare(cli::health::figures_of(now), good_baseline(), factor);
    const auto found = std::find_if(checks.begin(), checks.end(),
                                    [&](const Check& check) { return check.id == id; });
    if (found == checks.end()) FAIL("no check " << id);
    CHECK(found->sentence.empty() == (found->state == State::kPassed));
    return found->state;
}

}  // namespace

TEST_CASE("a stored run is read back") {
    const Baseline baseline = good_baseline();
    CHECK(baseline.figures.load == 2s);
    CHECK(baseline.figures.by_kind.at("hover").mean == 10ms);
    CHECK(baseline.figures.heap_bytes == 50 * kMiB);
    CHECK(baseline.figures.peak_resident_bytes == 300 * kMiB);
    CHECK(baseline.files == std::vector<std::string>{"a.go"});
    CHECK(cli::health::differences(good_run(), baseline).empty());
}

TEST_CASE("the same run again is not a regression") {
    for (const char* id : {"baseline-load", "baseline-hover", "baseline-heap", "baseline-rss"}) {
        CHECK(state_of(good_run(), id, 1) == State::kPassed);
    }
}

TEST_CASE("a regression is larger than the factor and than noise") {
    Results now = good_run();
    now.load = 3000ms;
    CHECK(state_of(now, "baseline-load") == State::kPassed);
    now.load = 3001ms;
    CHECK(state_of(now, "baseline-load") == State::kExceeded);
    CHECK(state_of(now, "baseline-load", 2) == State::kPassed);
    now.load = 2900ms;  // less than a second more
    CHECK(state_of(now, "baseline-load", 1) == State::kPassed);

    now.requests[1].took = now.requests[2].took = 30ms;
    CHECK(state_of(now, "baseline-hover") == State::kPassed);
    now.requests[1].took = now.requests[2].took = 31ms;
    CHECK(state_of(now, "baseline-hover") == State::kExceeded);

    now.memory.back().heap_bytes = 82 * kMiB;
    CHECK(state_of(now, "baseline-heap") == State::kPassed);
    now.memory.back().heap_bytes = 83 * kMiB;
    CHECK(state_of(now, "baseline-heap") == State::kExceeded);
}

TEST_CASE("a figure of the baseline that is missing now is unmeasured") {
    Results now = good_run();
    now.load.reset();
    now.requests.clear();
    CHECK(state_of(now, "baseline-load") == State::kUnmeasured);
    CHECK(state_of(now, "baseline-hover") == State::kUnmeasured);
}

TEST_CASE("runs that differ in gopls, files or saves are named") {
    Results now = good_run();
    now.gopls_version = "v0.24.0";
    now.files = {"b.go"};
    now.saves = 3;
    CHECK(cli::health::differences(now, good_baseline()).size() == 3);
}

TEST_CASE("anything but a stored run is refused with the reason and the remedy") {
    const std::string nothing = app::incidents::text_of(cli::health::json_of(failed_run()));
    CHECK(parse_baseline(nothing).error().sentence == "is of a run that measured nothing");
    for (const char* text :
         {"", "{}", "[1]", "{\"schema\": 2, \"all_requests\": {}}", "nonsense"}) {
        INFO(text);
        CHECK(parse_baseline(text).error().sentence ==
              "is not the JSON of a run of gopls-proxy health");
    }
    const unit_test::TempFolder folder;
    const std::string file = folder.write("base.json", "{}");
    const std::string sentence = cli::health::read_baseline(file).error().sentence;
    CHECK(sentence.starts_with(file + " (from --baseline) is not"));
    CHECK(sentence.find("--save-baseline " + file) != std::string::npos);
    CHECK(cli::health::read_baseline(folder / "missing")
              .error()
              .sentence.starts_with("cannot read " + (folder / "missing")));
}
