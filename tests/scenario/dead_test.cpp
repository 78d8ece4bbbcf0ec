// gopls exits by itself: another takes its place, and the editor does not have to repeat anything.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("a dead gopls is replaced at once with its warm cache") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int hover = deadlocks(world);
    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kSame);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.gopls(2).texts == world.editor.texts);
    CHECK(world.incidents.size() == 1);
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("after a second death gopls starts with a clean cache") {
    World world;
    world.session_runs();
    world.dies(1, {2, 0});
    world.passes(10s);
    world.dies(2, {2, 0});
    world.passes(30s);
    REQUIRE(world.active() == 3);
    CHECK(world.gopls(3).start.cache == core::CacheUse::kClean);
}

TEST_CASE("after a second death long after the first gopls keeps its warm cache") {
    World world;
    world.session_runs();
    world.dies(1, {2, 0});
    world.passes(11min);
    world.dies(2, {2, 0});
    world.passes(30s);
    REQUIRE(world.active() == 3);
    CHECK(world.gopls(3).start.cache == core::CacheUse::kSame);
}

TEST_CASE("messages sent while there is no server reach the next one") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    later_servers_hang_on(world, "initialize");
    world.dies(1, {0, 11});
    REQUIRE(world.active() == 2);
    const int kept = world.editor.asks(kHover, at(kFile));
    const int command = world.editor.asks("workspace/executeCommand", {{"command", "gopls.x"}});
    const int stale = world.editor.asks("textDocument/definition", at("file:///w/b.go"));
    world.editor.opens("file:///w/b.go", "package b\n");
    world.editor.opens("file:///w/c.go", "package c\n");
    const int closed = world.editor.asks("textDocument/definition", at("file:///w/c.go"));
    world.editor.closes("file:///w/c.go");
    const int cancelled = world.editor.asks("workspace/symbol", {{"query", ""}});
    world.editor.cancels(cancelled);
    CHECK(world.editor.reply(cancelled).error_code() == -32800);
    CHECK_FALSE(world.editor.has_reply(kept));

    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.editor.reply(kept).result().at("from") == 2);
    CHECK(world.editor.reply(command).result().at("from") == 2);
    CHECK(world.editor.reply(stale).error_code() == -32801);
    CHECK(world.editor.reply(closed).error_code() == -32801);  // the text on disk may differ
    CHECK_FALSE(world.gopls(2).got("$/cancelRequest"));
}

TEST_CASE("output that is not LSP counts as a death") {
    World world;
    world.session_runs();
    const int hover = deadlocks(world);
    world.gopls(1).writes("panic: runtime error\r\n\r\n");
    world.settle();
    CHECK(world.gopls(1).ended);
    CHECK(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.logged({Event::kLost, {{"verdict", "garbage"}}}));
}

TEST_CASE("a server that reads slowly is kept and replaced once it neither reads nor works") {
    constexpr std::size_t kMost = 1 << 20;
    core::Settings settings;
    settings.max_queue_bytes = kMost;
    World world(settings);
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.compares_texts = false;
    world.gopls(1).reads = false;
    works(world.gopls(1));
    const int hover = world.editor.asks(kHover, at(kFile));
    world.has_not_read(1, kMost);
    CHECK(world.editor_pauses.empty());
    for (std::size_t more = 9; more > 0; --more) {
        world.has_not_read(1, kMost + more);
        CHECK(world.editor_pauses.back().paused);
        world.passes(4s);
    }
    CHECK(world.newest() == 1);
    SECTION("it reads enough: the editor is resumed") {
        world.has_not_read(1, kMost);
        CHECK_FALSE(world.editor_pauses.back().paused);
        world.passes(1min);
        CHECK(world.newest() == 1);
    }
    SECTION("it neither reads nor works: it is replaced") {
        world.gopls(1).between_looks = nullptr;
        world.passes(6s);
        world.has_not_read(1, kMost + 1);
        REQUIRE(world.active() == 2);
        CHECK_FALSE(world.editor_pauses.back().paused);
        CHECK(world.editor.reply(hover).result().at("from") == 2);
        CHECK(world.gopls(2).texts == world.editor.texts);
    }
}

TEST_CASE("when the active gopls dies the standby takes over") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const auto stage = GENERATE(as<std::string>(), "initialize", "initialized");
    later_servers_hang_on(world, stage);
    const int hover = deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    world.dies(1, {0, 9});
    CHECK(world.active() == 2);
    CHECK(world.standby() == 0);
    world.gopls(2).goes_on();
    world.passes(5s);
    CHECK(world.newest() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("when a standby dies the stuck gopls gets another") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    world.on_spawn = {};
    world.dies(2, {0, 9});
    CHECK(world.active() == 1);
    world.passes(10s);
    CHECK(world.active() == 3);
}

TEST_CASE("after a refusal to start gopls is not started again") {
    World world;
    SECTION("it exits before initialize") {
        world.dies(1, {2, 0});
    }
    SECTION("it exits while the editor waits for the initialize reply") {
        world.gopls(1).hangs_on("initialize");
        const int initialize = world.editor.initializes();
        world.dies(1, {2, 0});
        CHECK(world.editor.reply(initialize).error_code() != 0);
    }
    CHECK(world.exit_code == 2);
    CHECK(world.newest() == 1);
}

TEST_CASE("if gopls cannot be started the session ends with exit code 127") {
    World world;
    world.cannot_start(1, "no such file");
    CHECK(world.exit_code == 127);
}

TEST_CASE("an initialize after the death of the first gopls reaches the next one") {
    World world;
    world.dies(1, {1, 0});
    REQUIRE(world.newest() == 2);
    const int initialize = world.editor.initializes();
    world.passes(1s);
    CHECK(world.editor.reply(initialize).result().contains("capabilities"));
    world.editor.notifies("initialized");
    world.editor.opens(kFile, "package a\n");
    const int hover = world.editor.asks(kHover, at(kFile));
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("a death between initialize and initialized loses no message") {
    World world;
    const int initialize = world.editor.initializes();
    REQUIRE(world.editor.has_reply(initialize));
    const auto stage = GENERATE(as<std::string>(), "", "initialize");
    later_servers_hang_on(world, stage);
    world.dies(1, {0, 9});
    world.editor.notifies("initialized");
    world.editor.opens(kFile, "package a\n");
    world.gopls(2).goes_on();
    world.settle();
    CHECK(count(world.gopls(2).received, "initialized") == 1);
    CHECK(world.gopls(2).texts == world.editor.texts);
    CHECK(world.editor.count("") == 1);
}

TEST_CASE("a signal during initialize is not a refusal although Go's exit code is the same") {
    World world;
    world.gopls(1).hangs_on("initialize");
    const int id = world.editor.initializes();
    world.dies(1, {2, 0, "SIGQUIT: quit\nPC=0x1 m=0 sigcode=0 addr=0x1\n\ngoroutine 1 [idle]:\n"});
    world.passes(1min);
    CHECK_FALSE(world.exit_code);
    CHECK(world.active() == 2);
    CHECK(world.editor.has_reply(id));
}
