// The trace of a session (docs/tracing.md): which records it holds.
#include <algorithm>

#include "scenario/steps.hpp"

using namespace scenario;
using core::Outcome;
using core::TraceRecord;
using Kind = TraceRecord::Kind;

namespace {

std::vector<TraceRecord> records(World& world) {
    return world.engine.trace().read(0, core::Trace::kRecords).records;
}

std::vector<TraceRecord> records(World& world, Kind kind) {
    std::vector<TraceRecord> all = records(world);
    std::erase_if(all, [&](const TraceRecord& record) { return record.kind != kind; });
    return all;
}

bool has_event(World& world, Event::Name name, Generation generation, std::string_view words = {}) {
    const auto all = records(world, Kind::kEvent);
    return std::any_of(all.begin(), all.end(), [&](const TraceRecord& record) {
        return record.event == name && record.generation == generation &&
               record.text.view().find(words) != std::string_view::npos;
    });
}

json about_file() {
    return {{"textDocument", {{"uri", kFile}}}};
}

core::Settings with_ring() {
    core::Settings settings;
    settings.trace_ring = true;
    return settings;
}

}  // namespace

TEST_CASE("nothing is traced unless somebody asks for it") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.asks(kHover, about_file());
    CHECK(world.engine.trace().next() == 0);
    world.engine.trace().start();
    const int hover = world.editor.asks(kHover, about_file());
    world.engine.trace().stop();
    world.editor.asks(kHover, about_file());
    CHECK(world.engine.trace().next() == 1);
    CHECK(world.editor.has_reply(hover));
}

TEST_CASE("a trace has the times of a request that waited behind another") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.asks(kHover, about_file());
    world.engine.trace().start();
    world.gopls(1).hangs_on(kReferences);
    const auto began = world.now;
    world.editor.asks(kReferences, about_file());
    world.passes(1s);
    world.editor.asks(kHover, about_file());
    const auto open = world.engine.open_requests();
    REQUIRE(open.size() == 2);
    CHECK(open[0].began == began);
    CHECK(open[1].began == core::Time::max());
    world.passes(1s);
    world.gopls(1).goes_on();
    world.settle();
    const auto requests = records(world, Kind::kRequest);
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].method.view() == kReferences);
    CHECK(requests[0].arrived == began);
    CHECK(requests[0].ended == began + 2s);
    CHECK(requests[0].text.view() == kFile);
    CHECK(requests[1].method.view() == kHover);
    CHECK(requests[1].arrived == began + 1s);
    CHECK(requests[1].began == began + 2s);
    CHECK(requests[1].generation == 1);
    CHECK_FALSE(requests[1].by_proxy);
    CHECK(requests[1].reply_bytes > 0);
    CHECK(world.engine.open_requests().empty());
}

TEST_CASE("a trace with a ring has the start, the stall, the replacement and the end of gopls") {
    World world(with_ring());
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int hover = deadlocks_and_is_replaced(world);
    CHECK(has_event(world, Event::kSpawn, 1));
    CHECK(has_event(world, Event::kInitialized, 1));
    CHECK(has_event(world, Event::kLoaded, 1));
    CHECK(has_event(world, Event::kStall, 1, "verdict=deadlocked"));
    CHECK(has_event(world, Event::kRemedy, 1, "remedy="));
    CHECK(has_event(world, Event::kSpawn, 2));
    CHECK(has_event(world, Event::kSwitch, 2));
    CHECK(has_event(world, Event::kEnded, 1));
    const auto requests = records(world, Kind::kRequest);
    const auto stalled = std::find_if(requests.begin(), requests.end(), [&](const auto& request) {
        return request.id.view() == std::to_string(hover);
    });
    REQUIRE(stalled != requests.end());
    CHECK(stalled->outcome == Outcome::kReissued);
    CHECK(stalled->generation == 2);
    CHECK(stalled->ended - stalled->arrived >= 5s);
}

TEST_CASE("a trace has a cancellation and the reply to its request") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.asks(kHover, about_file());
    world.engine.trace().start();
    world.gopls(1).hangs_on(kHover);
    const int hover = world.editor.asks(kHover, about_file());
    world.editor.cancels(hover);
    world.gopls(1).goes_on();
    world.settle();
    const auto all = records(world);
    REQUIRE(all.size() >= 2);
    CHECK(all[0].kind == Kind::kCancel);
    CHECK(all[0].id.view() == std::to_string(hover));
    CHECK(all[0].method.view() == kHover);
    CHECK(all[1].kind == Kind::kRequest);
    CHECK(all[1].outcome == Outcome::kCancelled);
}

TEST_CASE("a trace says which requests the proxy has answered itself") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.engine.trace().start();
    world.gopls(1).hangs_on("workspace/executeCommand");
    world.editor.asks("workspace/executeCommand", {{"command", "gopls.tidy"}});
    world.dies(1, {0, 9});
    const auto requests = records(world, Kind::kRequest);
    REQUIRE_FALSE(requests.empty());
    CHECK(requests[0].by_proxy);
    CHECK(requests[0].outcome == Outcome::kLost);
}

TEST_CASE("a trace holds no text of a message or document") {
    World world(with_ring());
    world.session_runs();
    world.editor.opens(kFile, "package secretword\n");
    world.editor.asks("workspace/symbol", {{"query", "secretword"}});
    logs(world, 1, "secretword");
    deadlocks_and_is_replaced(world);
    for (const TraceRecord& record : records(world)) {
        for (const auto text : {record.method.view(), record.id.view(), record.text.view()}) {
            CHECK(text.find("secretword") == std::string_view::npos);
        }
    }
}
