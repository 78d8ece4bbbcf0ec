#include "demo/report.hpp"

#include "support/catch.hpp"

using demo::Expectation;
using demo::HangReport;
using demo::Row;
using demo::Seconds;

namespace {

const Expectation kPromise{"stopped", {"sigcont", "standby_"}};

HangReport good() {
    HangReport report;
    report.scenario = "steady";
    report.stalled = Seconds(4.0);
    report.verdicts = {"stopped"};
    report.remedies = {"sigcont", "standby_clean"};
    report.to_answer = Seconds(5.25);
    report.text_preserved = true;
    report.requests = 15;
    report.processes_left = 0;
    return report;
}

/// Returns the names of the rows that do not hold.
std::string broken(const HangReport& report) {
    std::string names;
    for (const Row& row : demo::rows_of(report, kPromise)) {
        if (!row.holds) names += "[" + row.name + "]";
    }
    return names;
}

}  // namespace

TEST_CASE("All rows hold after a hang that went as promised") {
    const auto rows = demo::rows_of(good(), kPromise);
    CHECK(demo::holds(good(), rows));
    REQUIRE(rows.size() == 7);
    CHECK(rows[0].value == "4.0 s");
    CHECK(rows[2].value == "sigcont, standby_clean");
    CHECK(rows[5].value == "0 of 15");
}

TEST_CASE("Each row can fail") {
    struct Case {
        const char* lines;
        void (*change)(HangReport&);
    };
    const std::vector<Case> cases = {
        {"", [](HangReport&) {}},
        {"[time stalled]", [](HangReport& r) { r.stalled.reset(); }},
        {"[verdict]", [](HangReport& r) { r.verdicts = {"deadlocked"}; }},
        {"[verdict]", [](HangReport& r) { r.verdicts.emplace_back("deadlocked"); }},
        {"[verdict]", [](HangReport& r) { r.verdicts.clear(); }},
        {"",
         [](HangReport& r) {
             r.remedies = {"sigcont", "standby_warm"};
         }},
        {"[remedy]", [](HangReport& r) { r.remedies = {"sigcont"}; }},
        {"[remedy]",
         [](HangReport& r) {
             r.remedies = {"standby_warm", "sigcont"};
         }},
        {"[time to answer]", [](HangReport& r) { r.to_answer.reset(); }},
        {"[text preserved]", [](HangReport& r) { r.text_preserved = false; }},
        {"[requests lost]", [](HangReport& r) { r.requests_lost = 1; }},
        {"[requests lost]", [](HangReport& r) { r.requests = 0; }},
        {"[processes left]", [](HangReport& r) { r.processes_left = 2; }},
        {"[processes left]", [](HangReport& r) { r.processes_left.reset(); }},
    };
    for (const Case& c : cases) {
        HangReport report = good();
        c.change(report);
        CHECK(broken(report) == c.lines);
    }
}

TEST_CASE("A problem fails the report even if all rows hold") {
    HangReport report = good();
    report.problem = "interrupted";
    const auto rows = demo::rows_of(report, kPromise);
    CHECK_FALSE(demo::holds(report, rows));
    CHECK(demo::table_text(report, rows, false).find("✗ interrupted") != std::string::npos);
    CHECK(demo::table_json(report, rows)["problem"] == "interrupted");
}

TEST_CASE("table_text shows the promise for failed rows and colours only on request") {
    HangReport report = good();
    report.verdicts = {"deadlocked"};
    const auto rows = demo::rows_of(report, kPromise);
    const std::string text = demo::table_text(report, rows, false);
    CHECK(
        text.find("    verdict          deadlocked                        ✗ expected: stopped\n") !=
        std::string::npos);
    CHECK(text.find("    processes left   0                                 ✓\n") !=
          std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(demo::table_text(report, rows, true).find('\x1b') != std::string::npos);
    const auto json = demo::table_json(report, rows);
    CHECK(json["answer_seconds"] == 5.25);
    CHECK(json["lines"][1] == demo::Json{{"name", "verdict"},
                                         {"value", "deadlocked"},
                                         {"holds", false},
                                         {"promised", "stopped"}});
}
