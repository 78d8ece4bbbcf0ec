// What gopls's own log tells: a build cache that cannot be used, loads without end.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

const std::string kFault =
    "2026/01/02 03:04:05 go/packages.Load #1: err: exit status 1: stderr: failed to initialize "
    "build cache at /f/x: mkdir /f: not a directory\n";

}  // namespace

TEST_CASE("a gopls with a build cache of its own takes over where the user's fails") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    logs(world, 1, kFault);
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).start.private_build_cache);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kSame);
    CHECK(world.logged({Event::kStall, {{"verdict", "build_cache_fault"}}}));
    CHECK(world.logged({Event::kRemedy, {{"remedy", "standby_build_cache"}}}));
    logs(world, 1, kFault);  // it says so again and again
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.active() == 2);
    CHECK(world.incidents.size() == 1);
    logs(world, 1, kFault);  // that it fails too is no reason for a third
    CHECK(world.newest() == 2);
    CHECK(world.editor.count("window/logMessage") >= 3);  // nothing is kept from the editor
    SECTION("and so does whatever comes later") {
        world.on_spawn = nullptr;
        world.passes(1min);
        deadlocks_and_is_replaced(world);
        CHECK(world.gopls(3).start.private_build_cache);
    }
}

TEST_CASE("where nothing can be done about it that is said once") {
    World world;
    world.session_runs();
    SECTION("a text is not certain") {
        world.compares_texts = false;
        world.editor.asks("textDocument/didChange",
                          {{"textDocument", {{"uri", "file:///w/x.go"}}}});
        for (int i = 0; i < 5; ++i) logs(world, 1, kFault);
        CHECK(world.times_logged({Event::kNoReplacement}) == 1);
    }
    SECTION("the session ends") {
        world.editor.asks("shutdown");
        logs(world, 1, kFault);
    }
    CHECK(world.newest() == 1);
    CHECK(world.incidents.empty());
}

TEST_CASE("what only looks like it changes nothing") {
    World world;
    world.session_runs();
    logs(world, 3, kFault);                                                      // no error
    logs(world, 1, "open /home/me/.cache/go-build/a: no space left on device");  // GOCACHE unknown
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

TEST_CASE("loads without end are told, with what causes them") {
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

TEST_CASE("new files that an agent writes one after the other are no storm") {
    World world;
    runs_without_watching(world);
    for (int i = 0; i < 30; ++i) {
        world.on_disk({{"/w/" + std::to_string(i) + "_windows.go", core::FileChange::kCreated}});
        logs(world, 3, "2026/01/02 03:04:05 go/packages.Load #2\n\tpackages=1\n");
        world.passes(1s);
    }
    CHECK_FALSE(world.logged({Event::kStall, {{"verdict", "reload_storm"}}}));
}
