#include "core/relay/slow_log.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::SlowLog;
using core::SlowRequest;

namespace {

struct Logged : OneTurn {
    /// A request whose reply is written now.
    void replies(bool over_threshold = true) {
        log.replied({.method = "m",
                     .id = "7",
                     .trace = {},
                     .subject = {},
                     .spent = {},
                     .replied = {.ended = turn.now},
                     .head = {},
                     .over_threshold = over_threshold});
    }
    std::size_t lines() { return logged(core::LogLevel::kWarning).size(); }

    SlowLog log;
};

}  // namespace

TEST_CASE("SlowLog writes a line once the editor has read the reply") {
    Logged l;
    CHECK_FALSE(l.log.waits_for_editor());
    l.replies();
    CHECK(l.log.waits_for_editor());
    CHECK(l.lines() == 0);
    l.pass(30ms);
    l.log.editor_read_all(l.turn);
    REQUIRE(l.lines() == 1);
    CHECK(l.logged()[0].value("editor") == "30 ms");
    CHECK_FALSE(l.log.waits_for_editor());
    l.pass(1s);
    l.log.editor_read_all(l.turn);
    CHECK(l.lines() == 0);
}

TEST_CASE("SlowLog writes a line for a quick reply only if the editor was slow to read it") {
    Logged l;
    l.replies(false);
    l.pass(79ms);
    l.log.editor_read_all(l.turn);
    CHECK(l.lines() == 0);
    l.replies(false);
    l.pass(80ms);
    l.log.editor_read_all(l.turn);
    CHECK(l.lines() == 1);
}

TEST_CASE("SlowLog limits the lines of a minute and counts the rest") {
    Logged l;
    for (std::size_t i = 0; i < SlowLog::kMaxLines + 5; ++i) l.replies();
    l.log.editor_read_all(l.turn);
    CHECK(l.lines() == SlowLog::kMaxLines);
    l.log.still_waiting({core::LogLevel::kWarning, core::Event::kWaiting}, l.turn);
    l.log.replied_more(3);
    CHECK(l.lines() == SlowLog::kMaxLines);
    REQUIRE(l.alarm(core::Alarm::kSlowLog) == 1min);
    l.pass(1min);
    l.turn.alarms.clear(core::Alarm::kSlowLog);
    l.log.minute_over(l.turn);
    REQUIRE(l.lines() == 1);
    CHECK(l.logged()[0].fields == core::Fields{{"more", 9}});
    l.replies();
    l.log.editor_read_all(l.turn);
    CHECK(l.lines() == 2);
}

TEST_CASE("SlowLog sets no alarm while nothing is slow") {
    Logged l;
    l.replies(false);
    l.log.editor_read_all(l.turn);
    CHECK_FALSE(l.alarm(core::Alarm::kSlowLog));
}

TEST_CASE("SlowLog holds a limited number of requests while the editor does not read") {
    Logged l;
    for (std::size_t i = 0; i < SlowRequest::kMost + 7; ++i) l.replies();
    for (int i = 0; i < 1000; ++i) l.replies(false);
    l.pass(1s);
    l.log.end(l.turn);
    REQUIRE(l.lines() == SlowLog::kMaxLines + 1);
    CHECK(l.logged().back().fields ==
          core::Fields{{"more", SlowRequest::kMost + 7 - SlowLog::kMaxLines}});
}
