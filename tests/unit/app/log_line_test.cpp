#include "app/log_line.hpp"

#include "support/catch.hpp"

using app::read_log_line;
using core::Event;

TEST_CASE("read_log_line reads time and pid and level and event") {
    const auto line = read_log_line("1970-01-02T00:01:02.345Z 30081 warning loaded generation=1");
    REQUIRE(line);
    CHECK(line->time.time_since_epoch() == std::chrono::milliseconds(86'462'345));
    CHECK(line->pid == 30081);
    CHECK(line->event == Event{core::LogLevel::kWarning, Event::kLoaded, {{"generation", 1}}});
}

TEST_CASE("read_log_line rejects other lines") {
    for (const char* line : {
             "",
             "method   count queue p50",
             "2026-11-22T01:17:09.094Z",
             "2026-11-22T01:17:09.094Z x info loaded generation=1",
             "2026-11-22 01:17:09.094Z 1 info loaded generation=1",
             "2026--1-22T01:17:09.094Z 1 info loaded generation=1",
             "2026-11-22T01:17:09.094Z 1 loud loaded generation=1",
             "2026-11-22T01:17:09.094Z 1 info gopls-proxy 0.1.0",
         }) {
        INFO(line);
        CHECK_FALSE(read_log_line(line));
    }
}
