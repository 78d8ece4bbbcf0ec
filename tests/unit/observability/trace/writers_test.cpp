// Both formats, read back by readers of their own.
#include <nlohmann/json.hpp>

#include "observability/trace/writer.hpp"
#include "support/catch.hpp"
#include "support/pftrace.hpp"

using namespace observability::trace;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

constexpr int kPid = 4242;

void write_everything(Writer& writer) {
    writer.clock(5s, 1'000'000s);
    writer.declare({Track::Kind::kProcess, 1, 0, "proxy", 0, {}});
    writer.declare({Track::Kind::kSlices, 2, 1, "requests", 3, {}});
    writer.declare({Track::Kind::kCounter, 3, 1, "memory", 4, "bytes"});
    writer.declare({Track::Kind::kCounter, 4, 1, "CPU", 5, "%"});
    writer.begin({2, 5s + 1ns, "hover", "request", {{"id", "7"}, {"bytes", -12}}});
    writer.instant({2, 5s + 2ns, "cancel", "cancel", {}, 99, false});
    writer.counter(3, 5s + 3ns, 1e9);
    writer.counter(4, 5s + 3ns, 12.5);
    writer.end(2, 6s);
    writer.instant({2, 6s, "reply", "cancel", {}, 99, true});
    writer.finish();
}

std::string perfetto_file() {
    const auto writer = perfetto_writer(kPid);
    write_everything(*writer);
    return writer->take();
}

std::string chrome_file() {
    const auto writer = chrome_writer(kPid);
    write_everything(*writer);
    return writer->take();
}

}  // namespace

TEST_CASE("a Perfetto trace is read back as it was written") {
    const auto trace = support::read_perfetto(perfetto_file());
    CHECK(trace.is_whole);
    CHECK(trace.clocks.at(3) == 5'000'000'000);
    CHECK(trace.clocks.at(1) == 1'000'000'000'000'000);
    REQUIRE(trace.tracks.size() == 4);
    CHECK(trace.tracks.at(1).pid == kPid);
    CHECK(trace.tracks.at(2).parent == 1);
    CHECK(trace.tracks.at(3).is_counter);
    const auto slices = trace.slices("requests");
    REQUIRE(slices.size() == 1);
    CHECK(slices[0].begin.name == "hover");
    CHECK(slices[0].begin.category == "request");
    CHECK(slices[0].begin.at == 5'000'000'001);
    CHECK(slices[0].end == 6'000'000'000);
    CHECK(slices[0].begin.arguments.at("id") == "7");
    CHECK(slices[0].begin.arguments.at("bytes") == "-12");
    const auto instants = trace.instants("requests");
    REQUIRE(instants.size() == 2);
    CHECK(instants[0].flows == std::vector<std::uint64_t>{99});
    CHECK(instants[1].ended_flows == std::vector<std::uint64_t>{99});
    double sum = 0;
    for (const auto& event : trace.events) sum += event.type == 4 ? event.value : 0;
    CHECK(sum == 1e9 + 12.5);
}

TEST_CASE("a Perfetto trace that is cut anywhere is readable up to there") {
    const std::string file = perfetto_file();
    std::size_t events = 0;
    for (std::size_t size = 0; size <= file.size(); ++size) {
        const auto trace = support::read_perfetto(std::string_view(file).substr(0, size));
        CHECK(trace.events.size() >= events);
        events = trace.events.size();
    }
    CHECK(events == 6);
}

TEST_CASE("a Chrome trace is JSON with its events in order") {
    const Json trace = Json::parse(chrome_file());
    REQUIRE(trace.is_array());
    std::string phases;
    for (const Json& event : trace) {
        CHECK(event.at("pid") == kPid);
        phases += event.at("ph").get<std::string>();
    }
    CHECK(phases == "MMMMMBBsECCEBfE");
    CHECK(trace[5].at("ts") == 5'000'000.001);
    CHECK(trace[5].at("args").at("bytes") == -12);
    CHECK(trace[0].at("args").at("since_1970_ns") == 1'000'000'000'000'000);
}

TEST_CASE("a Chrome trace without its end has whole lines") {
    const auto writer = chrome_writer(kPid);
    writer->declare({Track::Kind::kProcess, 1, 0, "proxy", 0, {}});
    const std::string front = writer->take();
    CHECK(Json::parse(front + "]").size() == 2);
}

TEST_CASE("hostile texts stay inside their place in both formats") {
    for (const std::string& text :
         {std::string("\"}],\n\\"), std::string("\xff\xfe\xc3"), std::string("\0a", 2),
          std::string(100'000, 'x'), std::string("</script>\x1b[31m"), std::string()}) {
        const Mark mark{2, 1s, text, "request", {{text, text}}};
        const auto write = [&](Writer& writer) {
            writer.declare({Track::Kind::kSlices, 2, 0, text, 0, {}});
            writer.instant(mark);
            writer.finish();
            return writer.take();
        };
        const auto trace = support::read_perfetto(write(*perfetto_writer(1)));
        REQUIRE(trace.events.size() == 1);
        CHECK(trace.events[0].arguments.size() == 1);
        CHECK(Json::accept(Json(trace.events[0].name).dump()));  // throws unless it is UTF-8
        const Json json = Json::parse(write(*chrome_writer(1)));
        CHECK(json.back().at("args").size() == 1);
    }
}
