#include "observability/trace/timeline.hpp"

#include "observability/trace/wire.hpp"
#include "support/catch.hpp"
#include "support/pftrace.hpp"

using namespace observability::trace;
using namespace std::chrono_literals;
using core::Event;
using core::Outcome;
using core::Time;
using core::TraceRecord;

namespace {

TraceRecord request(std::string_view id, core::Duration arrived, core::Duration began,
                    core::Duration ended) {
    TraceRecord record;
    record.kind = TraceRecord::Kind::kRequest;
    record.generation = 1;
    record.method.set("textDocument/hover");
    record.id.set(id);
    record.trace_id = {1, 23};
    record.text.set("file:///w/a.go");
    record.arrived = Time(arrived);
    record.began = Time(began);
    record.ended = Time(ended);
    return record;
}

TraceRecord event(Event::Name name, core::Duration at, core::Generation generation,
                  std::string_view fields = {}) {
    TraceRecord record;
    record.event = name;
    record.arrived = record.began = record.ended = Time(at);
    record.generation = generation;
    record.text.set(fields);
    return record;
}

/// A timeline that is read back as a file. Every record and sample passes the wire first.
struct Drawn {
    std::unique_ptr<Writer> writer = perfetto_writer(7);
    Timeline timeline{*writer, 7};

    void add(const TraceRecord& record) {
        const std::string line =
            to_json(record).dump(-1, ' ', false, Json::error_handler_t::replace);
        timeline.add(record_of(Json::parse(line)));
    }
    /// Adds a span of gopls, whose clock shows 1 h when the session's shows 0.
    void add_span(const std::string& id, const std::string& parent, core::Duration began,
                  core::Duration ended,
                  std::vector<std::pair<std::string, std::string>> attributes = {}) {
        timeline.add({.trace = "t",
                      .id = id,
                      .parent = parent,
                      .name = "span " + id,
                      .pid = 42,
                      .began = 1h + began,
                      .ended = 1h + ended,
                      .attributes = std::move(attributes)},
                     1h);
    }
    void add(std::string_view reply) {
        const auto sample = sample_of(Json::parse(reply));
        REQUIRE(sample);
        timeline.add(*sample);
    }
    support::PerfettoTrace read() {
        timeline.end(Nanoseconds(1h));
        writer->finish();
        return support::read_perfetto(writer->take());
    }
};

constexpr std::uint64_t kSecond = 1'000'000'000;

}  // namespace

TEST_CASE("a request is a slice as the editor sees it, in the queue and in gopls") {
    Drawn drawn;
    drawn.add(request("1", 1s, 1s, 4s));
    drawn.add(request("\"b\"", 2s, 4s, 5s));
    const auto trace = drawn.read();
    const auto requests = trace.slices("requests");
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].begin.name == "textDocument/hover");
    CHECK(requests[0].begin.arguments.at("id") == "1");
    CHECK(requests[0].begin.arguments.at("trace_id") == "00000000000000010000000000000017");
    CHECK(requests[0].begin.arguments.at("outcome") == "ok");
    CHECK(requests[0].begin.arguments.at("document") == "file:///w/a.go");
    CHECK(requests[1].end == 5 * kSecond);
    const auto queue = trace.slices("queue");
    REQUIRE(queue.size() == 1);
    CHECK(queue[0].begin.at == 2 * kSecond);
    CHECK(queue[0].end == 4 * kSecond);
    const auto gopls = trace.slices("gopls 1");
    REQUIRE(gopls.size() == 2);
    CHECK(gopls[1].begin.at == 4 * kSecond);
    CHECK(gopls[1].begin.arguments.at("id") == "\"b\"");
}

TEST_CASE("an answer of the proxy has a track of its own") {
    Drawn drawn;
    TraceRecord record = request("1", 1s, 1s, 2s);
    record.by_proxy = true;
    record.outcome = Outcome::kLost;
    drawn.add(record);
    const auto trace = drawn.read();
    REQUIRE(trace.slices("answered by the proxy").size() == 1);
    CHECK(trace.slices("answered by the proxy")[0].begin.arguments.at("outcome") == "lost");
    CHECK_FALSE(trace.has_track("gopls 1"));
}

TEST_CASE("a request without a reply is a slice without an end") {
    Drawn drawn;
    TraceRecord working = request("1", 1s, 2s, 0s);
    working.kind = TraceRecord::Kind::kOpen;
    drawn.add(working);
    TraceRecord waiting = request("2", 3s, 0s, 0s);
    waiting.kind = TraceRecord::Kind::kOpen;
    waiting.began = Time::max();
    drawn.add(waiting);
    const auto trace = drawn.read();
    REQUIRE(trace.slices("requests").size() == 2);
    CHECK_FALSE(trace.slices("requests")[0].end);
    REQUIRE(trace.slices("gopls 1").size() == 1);
    CHECK(trace.slices("gopls 1")[0].begin.at == 2 * kSecond);
    CHECK_FALSE(trace.slices("gopls 1")[0].end);
    REQUIRE(trace.slices("queue").size() == 2);
    CHECK_FALSE(trace.slices("queue")[1].end);
}

TEST_CASE("an arrow leads from a cancellation to the reply of its request") {
    Drawn drawn;
    TraceRecord cancel;
    cancel.kind = TraceRecord::Kind::kCancel;
    cancel.id.set("1");
    cancel.method.set("textDocument/hover");
    cancel.arrived = Time(2s);
    drawn.add(cancel);
    TraceRecord reply = request("1", 1s, 1s, 3s);
    reply.outcome = Outcome::kCancelled;
    drawn.add(reply);
    drawn.add(request("1", 4s, 4s, 5s));  // the id is used again
    const auto instants = drawn.read().instants("cancellations");
    REQUIRE(instants.size() == 2);
    CHECK(instants[0].name == "cancel textDocument/hover");
    CHECK(instants[0].flows == instants[1].ended_flows);
    CHECK(instants[0].flows.size() == 1);
    CHECK(instants[1].at == 3 * kSecond);
}

TEST_CASE("the start and the load of a server are slices, whatever ends them") {
    Drawn drawn;
    drawn.add(event(Event::kSpawn, 1s, 1));
    drawn.add(event(Event::kInitialized, 2s, 1));
    drawn.add(event(Event::kLoaded, 4s, 1));
    drawn.add(event(Event::kSpawn, 5s, 2));
    drawn.add(event(Event::kEnded, 6s, 2));
    drawn.add(event(Event::kSpawn, 7s, 3));
    const auto trace = drawn.read();
    const auto loads = trace.slices("loads");
    REQUIRE(loads.size() == 4);
    CHECK(loads[0].begin.name == "start of gopls 1");
    CHECK(loads[1].begin.name == "load of gopls 1");
    CHECK(loads[1].end == 4 * kSecond);
    CHECK(loads[2].end == 6 * kSecond);
    CHECK(loads[3].end == 3600 * kSecond);
    CHECK(trace.instants("servers").size() == 6);
}

TEST_CASE("verdicts and remedies are instants, and a verdict that stays is one") {
    Drawn drawn;
    drawn.add(event(Event::kLook, 1s, 1, "verdict=working"));
    drawn.add(event(Event::kLook, 2s, 1, "verdict=working"));
    drawn.add(event(Event::kLook, 3s, 1, "verdict=deadlocked quiet=\"5 s\""));
    drawn.add(event(Event::kStall, 3s, 1, "verdict=deadlocked"));
    drawn.add(event(Event::kRemedy, 3s, 1, "verdict=deadlocked remedy=replace"));
    const auto verdicts = drawn.read().instants("verdicts");
    REQUIRE(verdicts.size() == 4);
    CHECK(verdicts[1].arguments.at("quiet") == "5 s");
    CHECK(verdicts[2].name == "stall deadlocked");
    CHECK(verdicts[3].name == "remedy deadlocked replace");
    CHECK(verdicts[3].arguments.at("remedy") == "replace");
}

TEST_CASE("samples give counters of each server, and slices of go commands") {
    Drawn drawn;
    const std::string wrapper =
        R"({"pid":10,"parent":1,"argv":["sh"],"cpu_seconds":0,"resident_bytes":1})";
    const std::string gopls =
        R"({"pid":11,"parent":10,"argv":["/bin/gopls"],"cpu_seconds":3,"resident_bytes":100})";
    const std::string go =
        R"({"pid":12,"parent":11,"argv":["/bin/go","list","-m"],"cpu_seconds":9})";
    const auto reply = [](const char* at, const std::string& processes) {
        return R"({"monotonic_ns":)" + std::string(at) + R"(,"servers":[10],"processes":[)" +
               processes + "]}";
    };
    drawn.add(reply("1000000000", wrapper + "," + gopls));
    drawn.add(reply("3000000000", wrapper + "," + gopls + "," + go));
    drawn.add(reply("4000000000", wrapper + "," + gopls));
    const auto trace = drawn.read();
    CHECK(trace.has_track("memory of gopls, pid 10"));
    CHECK(trace.has_track("CPU of gopls, pid 10"));
    const auto commands = trace.slices("go commands");
    REQUIRE(commands.size() == 1);
    CHECK(commands[0].begin.name == "go list");
    CHECK(commands[0].begin.at == 3 * kSecond);
    CHECK(commands[0].end == 4 * kSecond);
    for (const auto& counted : trace.events) {
        if (counted.type == 4) CHECK((counted.value == 101 || counted.value == 0));
    }
}

TEST_CASE("the wire reads any JSON") {
    for (
        const char* text :
        {"null", "[]", "{}", R"({"kind":7,"id":[],"at_ns":"x"})",
         R"({"kind":"request","at_ns":-5,"began_ns":1e300,"ended_ns":9223372036854775807})",
         R"({"kind":"open","generation":-2147483648,"at_ns":0})",
         R"({"kind":"event","event":"unheard-of","fields":"a=\"","at_ns":1})",
         R"({"processes":[1,{"pid":"x","argv":7},{"argv":[]}],"servers":[{}],"monotonic_ns":1})",
         R"({"processes":[{"pid":1,"parent":2},{"pid":2,"parent":1}],"servers":[],"monotonic_ns":1})"}) {
        Drawn drawn;
        const Json json = Json::parse(text);
        drawn.timeline.add(record_of(json));
        if (const auto sample = sample_of(json)) drawn.timeline.add(*sample);
        CHECK(records_of(json).size() == (json.is_array() ? json.size() : 0));
        CHECK(drawn.read().is_whole);
    }
}

TEST_CASE("the spans of gopls are inside the one that they belong to") {
    Drawn drawn;
    drawn.add(request("7", 1s, 1s, 9s));
    drawn.add_span("load", "message", 2s, 4s);
    drawn.add_span("check", "message", 4s, 8s);
    drawn.add_span("import", "check", 5s, 6s);
    drawn.add_span("message", "", 1s, 9s, {{"direction", "in"}, {"id", "#7"}});
    const auto inside = drawn.read().nested_slices("inside gopls");
    REQUIRE(inside.size() == 4);
    CHECK(inside[0].track == "inside gopls, pid 42");
    CHECK(inside[0].begin.name == "span message");
    CHECK(inside[0].begin.at == kSecond);
    CHECK(inside[0].end == 9 * kSecond);
    CHECK(inside[0].begin.arguments.at("trace_id") == "00000000000000010000000000000017");
    CHECK(inside[1].begin.name == "span load");
    CHECK(inside[1].depth == 1);
    CHECK(inside[1].end == 4 * kSecond);
    CHECK(inside[2].begin.name == "span check");
    CHECK(inside[2].depth == 1);
    CHECK(inside[2].end == 8 * kSecond);
    CHECK(inside[3].depth == 2);
}

TEST_CASE("spans of gopls at the same time are beside each other") {
    Drawn drawn;
    drawn.add_span("a", "message", 2s, 5s);
    drawn.add_span("b", "message", 3s, 4s);
    drawn.add_span("late", "message", 7s, 12s);
    drawn.add_span("message", "", 1s, 9s);
    const auto inside = drawn.read().nested_slices("inside gopls");
    REQUIRE(inside.size() == 4);
    CHECK(inside[1].begin.name == "span a");
    CHECK(inside[1].depth == 1);
    // Not a part of "a", in whose time it falls.
    CHECK(inside[2].begin.name == "span b");
    CHECK(inside[2].depth == 0);
    CHECK(inside[2].begin.track != inside[1].begin.track);
    // gopls continues with it after the reply.
    CHECK(inside[3].depth == 0);
    CHECK(inside[3].end == 12 * kSecond);
}

TEST_CASE("spans of gopls whose message has not ended are shown at the end of the trace") {
    Drawn drawn;
    drawn.add_span("import", "check", 5s, 6s);
    drawn.add_span("check", "message", 4s, 8s);
    const auto inside = drawn.read().nested_slices("inside gopls");
    REQUIRE(inside.size() == 2);
    CHECK(inside[0].begin.name == "span check");
    CHECK(inside[1].depth == 1);
    // Times and parents may be anything.
    Drawn odd;
    odd.add_span("a", "a", 5s, 2s);
    odd.add_span("b", "c", 5s, 5s);
    odd.add_span("c", "b", -2h, 5s);
    CHECK_NOTHROW(odd.read());
}
