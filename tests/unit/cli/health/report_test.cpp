#include "cli/health/report.hpp"

#include "cli/health/json.hpp"
#include "support/catch.hpp"
#include "unit/cli/health/model.hpp"

using namespace health_test;
using cli::health::progress_text;
using cli::health::report_text;

TEST_CASE("the report has the requests, the memory and the checks") {
    const std::string text = report_text(slow_load(), {}, {false, "/home/me"});
    CHECK(text ==
          "folder              ~/app\n"
          "gopls               v0.23.0 (/usr/bin/gopls)\n"
          "files               a.go\n"
          "\n"
          "REQUEST             COUNT    GOOD     MEAN     P95      MAX\n"
          "hover               2        2        10 ms    10 ms    10 ms\n"
          "all                 2        2        10 ms    10 ms    10 ms\n"
          "warm-up, not judged 1        1        1.0 s    1.0 s    1.0 s\n"
          "\n"
          "load                2.0 s\n"
          "heap                50.0 MB after the warm-up, 50.0 MB at the end\n"
          "resident            300.0 MB at its peak\n"
          "\n"
          "CHECK               MEASURED          LIMIT             RESULT\n"
          "workspace           loaded            no error          passed\n"
          "process             runs              runs              passed\n"
          "load                2.0 s             1.0 s             exceeded\n"
          "answers             all               all               passed\n"
          "success             100%              90%               passed\n"
          "  load: the load was 2.0 s, and the limit is 1.0 s\n"
          "\n"
          "1 of 5 checks failed: the load was 2.0 s, and the limit is 1.0 s.\n");
}

TEST_CASE("the report of a run that could not be measured says why") {
    Outcome outcome = failed_run();
    outcome.incident = "/home/me/state/incidents/x";
    const std::string text = report_text(outcome, {"the baseline opened other files"}, {});
    CHECK(text.find("REQUEST") == std::string::npos);
    CHECK(text.find("the baseline opened other files.\n") != std::string::npos);
    CHECK(text.find("Not measured: gopls did not answer initialize within 30.0 s.\n") !=
          std::string::npos);
    CHECK(text.ends_with("The evidence is in /home/me/state/incidents/x\n"));
}

TEST_CASE("a terminal receives no control characters of a workspace") {
    Outcome outcome = slow_load();
    outcome.results.files = {"a\x1b[31m.go"};
    outcome.checks[0].sentence = "line\nnext";
    const std::string text = report_text(outcome, {}, {});
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("line next") != std::string::npos);
    CHECK(report_text(outcome, {}, {true, ""}).find("\x1b[") != std::string::npos);
}

TEST_CASE("the progress bar fills, and fits its line") {
    CHECK(progress_text(0, 4, "starting", 80) == "[....................] 0%   starting");
    CHECK(progress_text(2, 4, "x", 80) == "[##########..........] 50%  x");
    CHECK(progress_text(9, 4, "x", 80) == "[####################] 100% x");
    CHECK(progress_text(0, 0, "x", 80).starts_with("[...."));
    CHECK(progress_text(1, 2, std::string(200, 'x'), 40).size() == 40);
}

TEST_CASE("the JSON of a run has times to the microsecond") {
    Results results = good_run(1);
    results.load = 357'413'400ns;
    results.requests[1].took = 357'413ns;
    const auto json = cli::health::json_of(outcome_of(results));
    CHECK(json.at("load_seconds").dump() == "0.357413");
    CHECK(json.at("all_requests").at("max_ms").dump() == "0.357");
}

TEST_CASE("the JSON of a run has its verdict, figures and failures") {
    Results results = good_run();
    results.requests[1].fate = Request::Fate::kFailed;
    results.requests[1].error = "no object found";
    const auto json = cli::health::json_of(outcome_of(results));
    CHECK(json.at("schema") == 1);
    CHECK(json.at("verdict") == "unhealthy");
    CHECK(json.at("exit_code") == 1);
    CHECK(json.at("load_seconds") == 2.0);
    CHECK(json.at("requests").at(0).at("kind") == "hover");
    CHECK(json.at("requests").at(0).at("mean_ms") == 10.0);
    CHECK(json.at("failures").size() == 1);
    CHECK(json.at("failures").at(0).at("error") == "no object found");
    CHECK(json.at("memory").size() == 3);
    CHECK(json.at("problem").is_null());
    CHECK(json.at("webhook").is_null());
    CHECK(cli::health::json_of(failed_run()).at("load_seconds").is_null());
}
