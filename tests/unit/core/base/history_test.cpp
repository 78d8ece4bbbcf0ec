#include "core/base/history.hpp"

#include "core/base/last_hour.hpp"
#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using namespace std::chrono_literals;
using core::Event;
using core::History;
using core::LastHour;

TEST_CASE("the history keeps what belongs on a timeline") {
    History history;
    history.add({core::LogLevel::kWarning, Event::kStall, {{"verdict", "deadlocked"}}, "text"},
                kStart);
    history.add({core::LogLevel::kWarning, Event::kSlow, {{"method", "textDocument/hover"}}},
                kStart);
    history.add({core::LogLevel::kInfo, Event::kEditorMessage, {}, "text"}, kStart);
    const auto part = history.records().read(0, 10);
    REQUIRE(part.records.size() == 1);
    CHECK(part.records[0].event == Event::kStall);
    CHECK(part.records[0].text.view() == "verdict=deadlocked");
}

TEST_CASE("the history keeps the newest records") {
    History history;
    for (std::size_t i = 0; i < History::kRecords + 3; ++i) {
        history.add_request(kStart).request_bytes = i;
    }
    const auto part = history.records().read(0, History::kRecords);
    CHECK(part.records.size() == History::kRecords);
    CHECK(part.records.front().request_bytes == 3);
    CHECK(part.records.back().request_bytes == History::kRecords + 2);
}

TEST_CASE("the last hour counts by minute, and forgets the hour before") {
    LastHour hour;
    const auto of = [&](core::Time time) {
        for (const LastHour::Minute& minute : hour.minutes()) {
            if (minute.number != 0 && minute.begin() <= time && time < minute.begin() + 1min) {
                return minute;
            }
        }
        return LastHour::Minute{};
    };
    const core::Time time{100h};
    hour.record(time, 20ms);
    hour.record(time + 59s, 70ms);
    hour.record(time + 59s, 30ms);
    hour.record(time + 60s, 10ms);
    CHECK(of(time).count == 3);
    CHECK(of(time).slowest == 70ms);
    CHECK(of(time).begin() == time);
    CHECK(of(time + 60s).count == 1);
    CHECK(of(time + 60s).slowest == 10ms);
    CHECK(of(time + 2min).count == 0);

    hour.record(time + 60min, 5ms);
    CHECK(of(time).count == 0);
    CHECK(of(time + 60min).count == 1);
    CHECK(of(time + 60min).slowest == 5ms);
}
