#include "cli/health/annotations.hpp"

#include "support/catch.hpp"
#include "unit/cli/health/model.hpp"

using namespace health_test;
using cli::health::annotations_of;

TEST_CASE("an exceeded limit is an error in the workflow, a good run a notice") {
    CHECK(annotations_of(outcome_of(good_run())) ==
          "::notice title=gopls health::All 4 checks passed\n");
    CHECK(annotations_of(slow_load()) ==
          "::error title=gopls health%3A load::the load was 2.0 s, and the limit is 1.0 s\n");
}

TEST_CASE("a run that could not be measured is an error in the workflow") {
    CHECK(
        annotations_of(failed_run())
            .find("::error title=gopls health::gopls did not answer initialize within 30.0 s\n") !=
        std::string::npos);
}

TEST_CASE("gopls's words cannot begin another command of the workflow") {
    Outcome outcome = slow_load();
    outcome.checks[2].sentence = "100%\n::set-env name=PATH::x\r\n";
    const std::string text = annotations_of(outcome);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.find("100%25%0A::set-env") != std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
}
