#include "observability/web/backlog.hpp"

#include "core/base/history.hpp"
#include "support/catch.hpp"

using namespace observability::web;
using namespace std::chrono_literals;
using observability::TracePart;

namespace {

/// Returns a part of the history that begins with this record.
TracePart part(std::uint64_t from, std::size_t records) {
    TracePart made;
    made.recorded.records.resize(records);
    for (core::TraceRecord& record : made.recorded.records) {
        record.kind = core::TraceRecord::Kind::kRequest;
        record.request_bytes = from++;
    }
    made.recorded.next = from;
    return made;
}

Json processes(double cpu_seconds) {
    return Json::array(
        {{{"pid", 1}, {"cpu_seconds", cpu_seconds}, {"resident_bytes", std::uint64_t{100}}}});
}

}  // namespace

TEST_CASE("a page that opens is told what the others have been told") {
    Backlog backlog;
    CHECK(backlog.next_record() == 0);
    CHECK(backlog.messages().size() == 2);
    const Json history = backlog.add_history(part(0, 2));
    CHECK(history["records"].size() == 2);
    CHECK_FALSE(history.contains("all"));
    CHECK(backlog.next_record() == 2);
    CHECK(backlog.add_usage(processes(1), {0s, 10s})["points"].size() == 1);
    backlog.add_usage(processes(2), {1s, 11s});
    backlog.set_incidents(Json::array({{{"id", "1"}}}));

    const auto all = backlog.messages();
    REQUIRE(all.size() == 3);
    CHECK(all[0]["type"] == "history");
    CHECK(all[0]["all"] == true);
    CHECK(all[0]["records"] == history["records"]);
    CHECK(all[1]["type"] == "usage");
    CHECK(all[1]["points"].dump() == "[[10000.0,100,null],[11000.0,100,1.0]]");
    CHECK(all[2]["type"] == "incidents");
    CHECK(all[2]["list"].size() == 1);
}

TEST_CASE("what has not changed is not told again") {
    Backlog backlog;
    CHECK(backlog.add_history(part(0, 0)).is_null());
    CHECK(backlog.add_usage(nullptr, {0s, 10s}).is_null());
    core::Metrics metrics;
    metrics.method("textDocument/hover").last_hour.record(core::Time{59min}, 250ms);
    CHECK_FALSE(backlog.add_minutes(metrics, {1h, 10h}).is_null());
    CHECK(backlog.add_minutes(metrics, {1h, 10h}).is_null());
    metrics.method("textDocument/hover").last_hour.record(core::Time{59min}, 250ms);
    CHECK_FALSE(backlog.add_minutes(metrics, {1h, 10h}).is_null());
}

TEST_CASE("what a page is told at first is bounded") {
    Backlog backlog;
    backlog.add_history(part(0, core::History::kRecords));
    backlog.add_history(part(core::History::kRecords, 3));
    CHECK(backlog.next_record() == core::History::kRecords + 3);
    const Json records = backlog.messages()[0]["records"];
    REQUIRE(records.size() == core::History::kRecords);
    CHECK(records[0]["request_bytes"] == 3);
    for (std::size_t i = 0; i < Backlog::kMaxUsages + 2; ++i) {
        backlog.add_usage(processes(1), {0s, std::chrono::seconds(i)});
    }
    const Json points = backlog.messages()[1]["points"];
    REQUIRE(points.size() == Backlog::kMaxUsages);
    CHECK(points[0][0] == 2000.0);
}
