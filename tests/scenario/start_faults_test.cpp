// Servers that cannot be started. The proxy retries after a temporary fault; a lasting one is
// final.
#include "scenario/steps.hpp"

using namespace scenario;
using core::StartFault;

namespace {

/// The next `starts` servers cannot be started; by default, none ever again.
void starts_fail(World& world, StartFault fault, int starts = 1'000'000) {
    world.on_spawn = [fault, left = starts](Gopls& gopls) mutable {
        if (gopls.start.generation > 1 && left-- > 0) gopls.cannot_start = fault;
    };
}

bool was_told(const World& world, const std::string& text) {
    return std::any_of(world.editor.received.begin(), world.editor.received.end(),
                       [&](const Message& message) {
                           return message.method == "window/showMessage" &&
                                  message.body.dump().find(text) != std::string::npos;
                       });
}

}  // namespace

TEST_CASE("a temporarily missing gopls is retried and requests are kept") {
    const auto fault = GENERATE(StartFault::kMissing, StartFault::kBusy);
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int before = deadlocks(world);
    starts_fail(world, fault, 4);
    world.dies(1, {0, 9});
    CHECK(world.active() == 0);
    world.editor.replaces_text(kFile, "package a // edited meanwhile\n");
    const int meanwhile = world.editor.asks("textDocument/definition", at(kFile));
    world.passes(1400ms);
    CHECK(world.newest() == 5);
    world.passes(200ms);
    REQUIRE(world.active() == 6);
    world.passes(1s);
    CHECK(world.gopls(6).texts == world.editor.texts);
    CHECK(world.editor.reply(before).error_code() == -32801);  // its text has changed
    CHECK(world.editor.reply(meanwhile).result().at("from") == 6);
    CHECK(world.editor.progress_open.empty());
    CHECK(world.engine.metrics().counters.replacements == 1);
    CHECK(world.times_logged({Event::kStartFailed}) == 4);
    CHECK_FALSE(was_told(world, ""));
}

TEST_CASE("time spent on retries does not shorten those of the next death") {
    World world;
    world.session_runs();
    starts_fail(world, StartFault::kMissing, 15);
    world.dies(1, {0, 9});
    world.passes(25s);
    REQUIRE(world.active() == 17);
    starts_fail(world, StartFault::kMissing, 15);
    world.dies(17, {0, 9});
    world.passes(40s);
    CHECK(world.active() == 33);
}

TEST_CASE("after half a minute the proxy gives up and tells the user what to do") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int hover = deadlocks(world);
    starts_fail(world, StartFault::kMissing);
    world.dies(1, {0, 9});
    world.passes(29s);
    CHECK_FALSE(world.exit_code);
    CHECK_FALSE(world.editor.has_reply(hover));
    world.passes(4s);
    CHECK(world.exit_code == 127);
    CHECK(world.editor.reply(hover).error_code() == -32802);
    CHECK(was_told(world, "Install gopls"));
}

TEST_CASE("time during a suspend does not count as a retry") {
    World world;
    world.session_runs();
    starts_fail(world, StartFault::kMissing, 8);
    world.dies(1, {0, 9});
    world.passes(3s);
    world.is_suspended_for(1h);
    world.passes(10s);
    CHECK_FALSE(world.exit_code);
    CHECK(world.active() == 10);
}

TEST_CASE("a lasting fault is final") {
    World world;
    world.session_runs();
    starts_fail(world, StartFault::kLasting);
    world.dies(1, {0, 9});
    CHECK(world.exit_code == 127);
    CHECK(world.newest() == 2);
}

TEST_CASE("before gopls has ever run the proxy retries only if the system is busy") {
    World world;
    SECTION("the program is missing") {
        world.cannot_start(1, "no such file", StartFault::kMissing);
        CHECK(world.exit_code == 127);
    }
    SECTION("the program is being written") {
        world.cannot_start(1, "text file busy", StartFault::kBusy);
        const int initialize = world.editor.initializes();
        CHECK_FALSE(world.editor.has_reply(initialize));
        world.passes(200ms);
        REQUIRE(world.active() == 2);
        CHECK_FALSE(world.gopls(2).start.again);  // the first server, with all its flags
        CHECK(world.editor.reply(initialize).result().contains("capabilities"));
        world.editor.notifies("initialized");
        const int hover = world.editor.asks(kHover, at(kFile));
        CHECK(world.editor.reply(hover).result().at("from") == 2);
    }
}

TEST_CASE("modes that do not act do not retry a start") {
    core::Settings settings;
    settings.mode = core::Mode::kObserve;
    World world(settings);
    world.cannot_start(1, "text file busy", StartFault::kBusy);
    CHECK(world.exit_code == 127);
}

TEST_CASE("a standby that cannot be started is retried and the stuck gopls stays") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    starts_fail(world, StartFault::kBusy, 3);
    const int hover = deadlocks(world);
    world.passes(5200ms);
    REQUIRE(world.newest() > 1);
    CHECK(world.active() == 1);
    SECTION("until it starts") {
        world.passes(10s);
        CHECK(world.active() == 5);
        CHECK(world.editor.reply(hover).result().at("from") == 5);
        CHECK(world.engine.metrics().counters.replacements == 1);
    }
    SECTION("until the stuck gopls answers") {
        const Generation newest = world.newest();
        world.gopls(1).goes_on();
        world.passes(1min);
        CHECK(world.newest() == newest);
        CHECK(world.active() == 1);
        CHECK(world.engine.metrics().counters.replacements == 0);
    }
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("retries do not delay the end of the session") {
    World world;
    world.session_runs();
    starts_fail(world, StartFault::kMissing);
    world.dies(1, {0, 9});
    const int shutdown = world.editor.asks("shutdown");
    world.passes(1s);
    CHECK(world.editor.has_reply(shutdown));
    const Generation newest = world.newest();
    world.passes(1min);
    CHECK(world.newest() == newest);
    world.editor.notifies("exit");
    CHECK(world.exit_code == 0);
}

TEST_CASE("a wrapper that finds no gopls is retried as well") {
    World world;
    world.session_runs();
    world.on_spawn = [](Gopls& gopls) {
        if (gopls.start.generation > 1 && gopls.start.generation < 8) {
            gopls.hangs_on("initialize");
            gopls.exits = core::ExitStatus{127, 0};
        }
    };
    world.dies(1, {0, 9});
    world.passes(20s);
    CHECK_FALSE(world.exit_code);
    CHECK(world.active() == 8);
    CHECK(world.engine.metrics().counters.replacements == 1);
}

TEST_CASE("if gopls gets no threads at its start it is retried") {
    World world;
    const auto find_no_threads = [](Gopls& gopls) {
        gopls.hangs_on("initialize");
        gopls.exits = core::ExitStatus{2, 0};
        gopls.exits->last_words =
            "runtime: failed to create new OS thread (have 5 already; errno=11)\n"
            "fatal error: newosproc\n";
    };
    world.on_spawn = [&](Gopls& gopls) {
        if (gopls.start.generation < 8) find_no_threads(gopls);
    };
    SECTION("the first gopls") {
        find_no_threads(world.gopls(1));
        const int initialize = world.editor.initializes();
        world.passes(20s);
        CHECK(world.editor.reply(initialize).result().contains("capabilities"));
        CHECK(world.times_logged(
                  {Event::kStartFailed, {}, "the system has no threads left for gopls"}) == 7);
    }
    SECTION("a replacement") {
        world.session_runs();
        world.dies(1, {0, 9});
        world.passes(20s);
        CHECK(world.times_logged(
                  {Event::kStartFailed, {}, "the system has no threads left for gopls"}) == 6);
    }
    CHECK_FALSE(world.exit_code);
    CHECK(world.active() == 8);
    CHECK_FALSE(was_told(world, ""));
}
