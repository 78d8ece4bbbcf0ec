// The slow log (docs/log.md, "Slow requests"): which requests have a line, and where their time
// went.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

World& with_hover_that_hangs(World& world) {
    world.session_runs();
    world.passes(10s);
    works(world.gopls(1));
    world.gopls(1).hangs_on(kHover);
    return world;
}

json hover_at_3_7() {
    return at(kFile, 3, 7);
}

Event only_slow(const World& world) {
    const auto slow = world.events(Event::kSlow);
    REQUIRE(slow.size() == 1);
    return slow[0];
}

}  // namespace

TEST_CASE("a slow request has one line, when it has ended") {
    World world;
    with_hover_that_hangs(world).editor.asks(kHover, hover_at_3_7());
    world.passes(400ms);
    CHECK(world.events(Event::kSlow).empty());
    world.gopls(1).goes_on();
    world.settle();
    const Event slow = only_slow(world);
    CHECK(slow.value("method") == kHover);
    CHECK(slow.value("document") == kFile);
    CHECK(slow.value("position") == "3:7");
    CHECK(slow.value("generation") == "1");
    CHECK(slow.value("outcome") == "ok");
    CHECK(slow.value("took") == "400 ms");
    CHECK(slow.value("queue") == "0 µs");
    CHECK(slow.value("gopls") == "400 ms");
    CHECK(slow.value("proxy") == "0 µs");
    CHECK(slow.value("editor") == "0 µs");
    CHECK(slow.value("trace").size() == 32);
    CHECK_FALSE(world.logged({Event::kWaiting}));
    world.passes(1h);
    CHECK(world.events(Event::kSlow).size() == 1);
}

TEST_CASE("a quick request has no line") {
    World world;
    with_hover_that_hangs(world).editor.asks(kHover, hover_at_3_7());
    world.passes(149ms);
    world.gopls(1).goes_on();
    world.settle();
    world.passes(1min);
    CHECK_FALSE(world.logged({Event::kSlow}));
}

TEST_CASE("a request that waited in gopls's queue names the head of the queue") {
    World world;
    world.session_runs();
    world.passes(10s);
    works(world.gopls(1));
    world.gopls(1).hangs_on(kReferences);
    world.editor.asks(kReferences, at(kFile));
    world.editor.asks(kHover, at(kFile));
    world.passes(500ms);
    world.gopls(1).goes_on();
    world.settle();
    // References have the threshold of other requests.
    const Event slow = only_slow(world);
    CHECK(slow.value("method") == kHover);
    CHECK(slow.value("queue") == "500 ms");
    CHECK(slow.value("gopls") == "0 µs");
    CHECK(slow.value("head") == kReferences);
}

TEST_CASE("a slow request says what gopls did meanwhile") {
    World world;
    world.session_runs();
    world.passes(10s);
    works(world.gopls(1));
    world.gopls(1).hangs_on(kHover);
    std::string meanwhile;
    SECTION("it used CPU") {
        world.editor.asks(kHover, at(kFile));
        world.passes(3200ms);
        meanwhile = "used 900 ms of CPU in 3.0 s";
    }
    SECTION("it waited for a go command, whose password is not shown") {
        world.editor.asks(kHover, at(kFile));
        world.passes(1s);
        world.gopls(1).starts_child({"go", "list", "https://me:secret@host"});
        world.passes(2200ms);
        meanwhile = "go list https://host for 3.0 s; used 900 ms of CPU in 3.0 s";
    }
    SECTION("it did nothing") {
        world.gopls(1).between_looks = {};
        world.editor.asks(kHover, at(kFile));
        world.passes(3200ms);
        meanwhile = "blocked: used 0 µs of CPU in 3.0 s";
    }
    world.gopls(1).goes_on();
    world.settle();
    const Event slow = only_slow(world);
    CHECK(slow.value("meanwhile") == meanwhile);
}

TEST_CASE("a request during the load of the workspace says so") {
    World world;
    world.gopls(1).hangs_on("initialized");
    world.editor.initializes();
    world.editor.notifies("initialized");
    world.editor.opens(kFile, "package a\n");
    world.editor.asks(kHover, at(kFile));
    world.passes(1s);
    world.gopls(1).goes_on();
    world.settle();
    const Event slow = only_slow(world);
    CHECK(slow.value("meanwhile").starts_with("loading the workspace"));
}

TEST_CASE("the time until the editor has read a reply is part of its request") {
    World world;
    with_hover_that_hangs(world).editor.asks(kHover, at(kFile));
    world.passes(200ms);
    // What the proxy writes from here on stays unread.
    world.editor_has_not_read(1000);
    world.gopls(1).goes_on();
    world.settle();
    world.passes(300ms);
    CHECK_FALSE(world.logged({Event::kSlow}));
    world.editor_has_not_read(0);
    const Event slow = only_slow(world);
    CHECK(slow.value("gopls") == "200 ms");
    CHECK(slow.value("editor") == "300 ms");
    CHECK(slow.value("took") == "500 ms");
}

TEST_CASE("an editor that is slow to read makes a quick request slow") {
    const auto unread_for = GENERATE(79ms, 80ms);
    World world;
    world.session_runs();
    world.passes(10s);
    const int hover = world.editor.asks(kHover, at(kFile));
    REQUIRE(world.editor.has_reply(hover));
    // The reply filled the pipe to the editor.
    world.editor_has_not_read(1000);
    world.passes(unread_for);
    world.editor_has_not_read(0);
    CHECK(world.events(Event::kSlow).size() == (unread_for < 80ms ? 0 : 1));
    if (unread_for < 80ms) return;
    const Event slow = world.events(Event::kSlow)[0];
    CHECK(slow.value("method") == kHover);
    CHECK(slow.value("editor") == "80 ms");
    // The next reply is read at once.
    world.editor.asks(kHover, at(kFile));
    world.passes(1s);
    CHECK(world.events(Event::kSlow).size() == 1);
}

TEST_CASE("a request that waits for the disk shows the time as the proxy's") {
    World world;
    runs_without_watching(world);
    world.passes(10s);
    world.disk_answers = false;
    world.editor.asks(kHover, at(kFile));
    world.passes(200ms);
    const Event slow = only_slow(world);
    CHECK(slow.value("proxy") == "200 ms");
    CHECK(slow.value("gopls") == "0 µs");
    CHECK(slow.value("took") == "200 ms");
}

TEST_CASE("a request that a replacement answers shows the time in the old gopls") {
    World world;
    world.session_runs();
    deadlocks_and_is_replaced(world);
    const Event slow = only_slow(world);
    CHECK(slow.value("outcome") == "reissued");
    CHECK(slow.value("generation") == "2");
    CHECK_FALSE(slow.value("earlier").empty());
    const auto again = world.events(Event::kAnsweredAgain);
    REQUIRE(again.size() == 1);
    CHECK(again[0].value("trace") == slow.value("trace"));
}

TEST_CASE("a request that keeps waiting has a line while it waits") {
    World world;
    with_hover_that_hangs(world).editor.asks(kHover, at(kFile));
    world.passes(1499ms);
    CHECK_FALSE(world.logged({Event::kWaiting}));
    world.passes(1ms);
    CHECK(world.times_logged(
              {Event::kWaiting, {{"method", kHover}, {"waited", "1.5 s"}, {"head", kHover}}}) == 1);
    world.passes(10s);
    CHECK(world.times_logged({Event::kWaiting}) == 1);
}

TEST_CASE("the slow log writes a limited number of lines in a minute and counts the rest") {
    World world;
    with_hover_that_hangs(world);
    for (int i = 0; i < 100; ++i) world.editor.asks(kHover, at(kFile));
    world.passes(200ms);
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.events(Event::kSlow).size() == core::SlowLog::kMaxLines);
    world.passes(1min);
    REQUIRE(world.events(Event::kSlow).size() == core::SlowLog::kMaxLines + 1);
    CHECK(world.events(Event::kSlow).back().value("more") ==
          std::to_string(100 - core::SlowLog::kMaxLines));
}

TEST_CASE("requests that are slow when the session ends have their lines") {
    World world;
    with_hover_that_hangs(world).editor.asks(kHover, at(kFile));
    world.passes(1s);
    world.gopls(1).between_looks = {};
    world.editor.asks("shutdown");
    world.editor.notifies("exit");
    world.passes(30s);
    REQUIRE(world.exit_code);
    CHECK(world.logged({Event::kSlow, {{"method", kHover}, {"outcome", "lost"}}}));
}

TEST_CASE("incidents, status and the trace name a request by the id of its line") {
    core::Settings settings;
    settings.trace_ring = true;
    World world(settings);
    with_hover_that_hangs(world).gopls(1).between_looks = {};
    const int hover = world.editor.asks(kHover, at(kFile));
    world.passes(2s);
    world.is_told(core::ProxyCommand::kIncident);
    REQUIRE(world.incidents.contains(1));
    const json waiting = json::parse(world.incidents.at(1).json).at("waiting_requests").at(0);
    const core::Status status = world.engine.status(world.now);
    REQUIRE(status.waiting.size() == 1);
    const std::string id = core::to_text(status.waiting[0].trace);
    CHECK(waiting.at("trace_id") == id);
    world.passes(1min);
    REQUIRE(world.editor.has_reply(hover));
    CHECK(world.logged({Event::kSlow, {{"trace", id}}}));
    bool traced = false;
    for (const auto& record : world.engine.trace().read(0, core::Trace::kRecords).records) {
        traced = traced || (record.method.view() == kHover && core::to_text(record.trace_id) == id);
    }
    CHECK(traced);
}
