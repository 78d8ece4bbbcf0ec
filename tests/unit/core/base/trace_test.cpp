#include "core/base/trace.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Event;
using core::Trace;
using core::TraceRecord;

namespace {

void add_requests(Trace& trace, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        trace.add(TraceRecord::Kind::kRequest, kStart).request_bytes = i;
    }
}

}  // namespace

TEST_CASE("a trace records only while somebody needs it") {
    Trace trace;
    CHECK_FALSE(trace.on());
    trace.start();
    trace.start();
    add_requests(trace, 3);
    trace.stop();
    CHECK(trace.on());
    CHECK(trace.read(0, 10).records.size() == 3);
    trace.stop();
    CHECK_FALSE(trace.on());
    trace.stop();  // one too many changes nothing
    trace.start();
    CHECK(trace.on());
    CHECK(trace.oldest() == 3);
    CHECK(trace.read(0, 10).records.empty());
    CHECK(trace.read(3, 10).lost == 0);
}

TEST_CASE("a trace is read in parts") {
    Trace trace;
    trace.start();
    add_requests(trace, 5);
    Trace::Part part = trace.read(0, 3);
    REQUIRE(part.records.size() == 3);
    CHECK(part.next == 3);
    part = trace.read(part.next, 3);
    REQUIRE(part.records.size() == 2);
    CHECK(part.records.back().request_bytes == 4);
    CHECK(part.next == trace.next());
    CHECK(trace.read(part.next, 3).records.empty());
    CHECK(trace.read(1'000'000, 3).next == 5);
}

TEST_CASE("a full trace keeps the newest records and counts the lost ones") {
    Trace trace;
    trace.start();
    add_requests(trace, Trace::kRecords + 10);
    CHECK(trace.oldest() == 10);
    const Trace::Part part = trace.read(4, 1);
    REQUIRE(part.records.size() == 1);
    CHECK(part.lost == 6);
    CHECK(part.records[0].request_bytes == 10);
    CHECK(trace.read(10, Trace::kRecords + 1).records.size() == Trace::kRecords);
}

TEST_CASE("a trace records the names and numbers of an event, and no text") {
    Trace trace;
    trace.start();
    trace.add(Event{core::LogLevel::kWarning,
                    Event::kStall,
                    {{"generation", 2},
                     {"verdict", "deadlocked"},
                     {"work", "gopls \"asked\""},
                     {"detail", "secret text"},
                     {"path", "/secret"}},
                    "a secret sentence"},
              kStart);
    trace.add(Event{core::LogLevel::kInfo, Event::kEditorMessage, {}, "secret"}, kStart);
    const Trace::Part part = trace.read(0, 10);
    REQUIRE(part.records.size() == 1);
    CHECK(part.records[0].event == Event::kStall);
    CHECK(part.records[0].generation == 2);
    CHECK(part.records[0].text.view() == R"(verdict=deadlocked work="gopls \"asked\"")");
}

TEST_CASE("a field that does not fit into a record is left out whole") {
    Trace trace;
    trace.start();
    trace.add(Event{core::LogLevel::kInfo,
                    Event::kRemedy,
                    {{"head", std::string(200, 'a')}, {"remedy", "replace"}}},
              kStart);
    CHECK(trace.read(0, 1).records[0].text.view() == "remedy=replace");
}

TEST_CASE("a short text keeps its front or its end") {
    core::ShortText<4> text;
    text.set("abcdef");
    CHECK(text.view() == "abcd");
    text.set_end("abcdef");
    CHECK(text.view() == "cdef");
    text.set_end("ab");
    CHECK(text.view() == "ab");
    CHECK(text.append("cd"));
    CHECK_FALSE(text.append("e"));
    CHECK(text.view() == "abcd");
}
