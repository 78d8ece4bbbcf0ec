#include "observability/trace/sink.hpp"

#include <sstream>

#include "observability/trace/wire.hpp"
#include "support/catch.hpp"

using namespace observability::trace;
using namespace std::chrono_literals;
using core::Time;
using core::TraceRecord;

namespace {

TraceRecord request(std::string_view id, core::Duration arrived, core::Duration ended) {
    TraceRecord record;
    record.kind = TraceRecord::Kind::kRequest;
    record.method.set("textDocument/hover");
    record.id.set(id);
    record.arrived = record.began = Time(arrived);
    record.ended = Time(ended);
    return record;
}

std::vector<Json> lines_of(Sink& sink) {
    sink.end(Nanoseconds(1h));
    std::istringstream text(sink.take());
    std::vector<Json> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
    return lines;
}

}  // namespace

TEST_CASE("JSON lines have the time of day and everything that was recorded") {
    const auto sink = json_lines_sink();
    sink->clock(1s, 1796112000s);
    TraceRecord failed = request("7", 2s + 3us, 4s);
    failed.outcome = core::Outcome::kError;
    failed.error_code = -32601;
    sink->add(failed);
    sink->add(Sample{3s, {42}, {{42, 7, {"gopls"}, 1.5, 1000}}});
    sink->add({.trace = "t", .id = "s", .name = "cache.snapshot.load", .began = 1796112005s});
    const auto lines = lines_of(*sink);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0]["time"] == "2026-12-01T08:00:01.000003Z");
    CHECK(lines[0]["kind"] == "request");
    CHECK(lines[0]["error_code"] == -32601);
    CHECK(record_of(lines[0]).ended == failed.ended);
    CHECK(record_of(lines[0]).error_code == failed.error_code);
    CHECK(lines[1]["kind"] == "processes");
    CHECK(lines[1]["processes"][0]["argv"][0] == "gopls");
    CHECK(lines[2]["kind"] == "gopls_span");
    CHECK(lines[2]["time"] == "2026-12-01T08:00:05.000000Z");
    CHECK(lines[2]["name"] == "cache.snapshot.load");
}

TEST_CASE("the inspector's log is in the order of the messages") {
    const auto sink = inspector_sink();
    sink->clock(0s, 1000s);
    TraceRecord cancel;
    cancel.kind = TraceRecord::Kind::kCancel;
    cancel.id.set("\"a\"");
    cancel.arrived = Time(2s);
    sink->add(cancel);
    sink->add(request("8", 3s, 4s));
    TraceRecord cancelled = request("\"a\"", 1s, 5s);
    cancelled.outcome = core::Outcome::kCancelled;
    cancelled.error_code = -32800;
    sink->add(cancelled);
    TraceRecord open = request("9", 6s, 6s);
    open.kind = TraceRecord::Kind::kOpen;
    sink->add(open);
    CHECK(sink->take().empty());
    const auto lines = lines_of(*sink);
    REQUIRE(lines.size() == 6);
    CHECK(lines[0].dump() ==
          R"({"isLSPMessage":true,"type":"send-request","message":{"jsonrpc":"2.0","id":"a",)"
          R"("method":"textDocument/hover"},"timestamp":1001000})");
    CHECK(lines[1]["type"] == "send-notification");
    CHECK(lines[1]["message"]["params"]["id"] == "a");
    CHECK(lines[2]["message"]["id"] == 8);
    CHECK(lines[3]["type"] == "receive-response");
    CHECK(lines[3]["message"].contains("result"));
    CHECK(lines[4]["message"]["error"]["code"] == -32800);
    CHECK(lines[5]["type"] == "send-request");
}

TEST_CASE("lines are valid whatever they hold") {
    for (const auto& sink : {json_lines_sink(), inspector_sink()}) {
        sink->clock(0s, 0s);
        TraceRecord odd = request("\"cut", 1s, 0s);
        odd.method.set("\xff");
        sink->add(odd);
        sink->add(request("1", -1s, 2s));
        TraceRecord event;
        event.text.set("a=\"b");
        sink->add(event);
        CHECK_NOTHROW(lines_of(*sink));
    }
}
