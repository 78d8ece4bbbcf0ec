// Causes that gopls's own log reveals: an unusable build cache, and endless loads.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

const std::string kFault =
    "2026/01/02 03:04:05 go/packages.Load #1: err: exit status 1: stderr: failed to initialize "
    "build cache at /f/x: mkdir /f: not a directory\n";

}  // namespace

TEST_CASE("a gopls with a private build cache takes over if the user's cache is unusable") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    logs(world, 1, kFault);
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).start.private_build_cache);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kSame);
    CHECK(world.logged({Event::kStall, {{"verdict", "build_cache_fault"}}}));
    CHECK(world.logged({Event::kRemedy, {{"remedy", "standby_build_cache"}}}));
    logs(world, 1, kFault);  // gopls repeats the error
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.active() == 2);
    CHECK(world.incidents.size() == 1);
    logs(world, 1, kFault);  // the replacement fails too, which does not justify a third gopls
    CHECK(world.newest() == 2);
    CHECK(world.editor.count("window/logMessage") >= 3);  // the editor gets every message
    SECTION("later replacements use the private build cache as well") {
        world.on_spawn = nullptr;
        world.passes(1min);
        deadlocks_and_is_replaced(world);
        CHECK(world.gopls(3).start.private_build_cache);
    }
}

TEST_CASE("a build cache fault without a possible remedy is reported once at most") {
    World world;
    world.session_runs();
    SECTION("the text of a document is uncertain") {
        world.compares_texts = false;
        world.editor.asks("textDocument/didChange",
                          {{"textDocument", {{"uri", "file:///w/x.go"}}}});
        for (int i = 0; i < 5; ++i) logs(world, 1, kFault);
        CHECK(world.times_logged({Event::kNoReplacement}) == 1);
    }
    SECTION("the session is ending") {
        world.editor.asks("shutdown");
        logs(world, 1, kFault);
    }
    CHECK(world.newest() == 1);
    CHECK(world.incidents.empty());
}

TEST_CASE("log messages that only resemble a build cache fault have no effect") {
    World world;
    world.session_runs();
    logs(world, 3, kFault);  // not an error
    logs(world, 1,
         "open /home/me/.cache/go-build/a: no space left on device");  // GOCACHE is unknown
    world.gopls(1).notifies("window/logMessage", {{"type", "1"}, {"message", kFault}});
    world.settle();
    CHECK(world.engine.metrics().counters.internal_errors == 0);
    CHECK(world.newest() == 1);
    logs(world, 3,
         "2026/01/02 03:04:05 Created View (#1)\n\tenv={GOARCH:amd64 "
         "GOCACHE:/home/me/.cache/go-build GOMODCACHE:/m}\n");
    logs(world, 1, "open /home/me/.cache/go-build/a: no space left on device");
    CHECK(world.newest() == 2);
}

TEST_CASE("endless loads are reported with their cause") {
    World world;
    world.session_runs();
    for (int i = 0; i < 30; ++i) {
        world.editor.notifies("workspace/didChangeWatchedFiles",
                              {{"changes", {{{"uri", "file:///w/generated.go"}, {"type", 2}}}}});
        logs(world, 3, "2026/01/02 03:04:05 go/packages.Load #2\n\tpackages=1\n");
        world.passes(1s);
    }
    CHECK(world.times_logged({Event::kStall,
                              {{"generation", 1}, {"verdict", "reload_storm"}},
                              "/w/generated.go"}) == 1);
    const Message* told = last(world.editor.received, "window/logMessage");
    REQUIRE(told);
    CHECK(world.newest() == 1);
}

TEST_CASE("new files written one after the other are not a reload storm") {
    World world;
    runs_without_watching(world);
    for (int i = 0; i < 30; ++i) {
        world.on_disk({{"/w/" + std::to_string(i) + "_windows.go", core::FileChange::kCreated}});
        logs(world, 3, "2026/01/02 03:04:05 go/packages.Load #2\n\tpackages=1\n");
        world.passes(1s);
    }
    CHECK_FALSE(world.logged({Event::kStall, {{"verdict", "reload_storm"}}}));
}
