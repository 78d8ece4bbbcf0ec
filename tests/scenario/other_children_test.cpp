// gopls waits for a command that is never ended: `go env`, a packages driver, a
// toolchain being fetched.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("a quiet go env is not ended: a fresh gopls asks afresh beside it") {
    World world;
    world.session_runs();
    const auto argv = GENERATE(std::vector<std::string>{"go", "env", "-json"},
                               std::vector<std::string>{"go", "version"},
                               std::vector<std::string>{"/bin/sh", "/tools/go", "env"});
    world.gopls(1).starts_child(argv);
    const int hover = deadlocks(world);
    world.passes(19s + 999ms);
    CHECK(world.newest() == 1);
    world.passes(2s);
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kSame);
    CHECK(world.signals.empty());
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("the go list without which there is no view is not ended at first") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    world.gopls(1).starts_child(
        {"go", "list", "-e", "-f", "{{context.ReleaseTags}}", "--", "unsafe"});
    deadlocks(world);
    world.passes(22s);
    CHECK(world.signals.empty());
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kSame);
}

TEST_CASE("other children, and a go that fetches a toolchain, have until the hard limit") {
    World world;
    world.session_runs();
    const bool fetches = GENERATE(false, true);
    if (fetches) {
        world.gopls(1).starts_child({"go", "version"}).sockets = {
            {core::Socket::State::kEstablished, "192.0.2.7:443", 0}};
    } else {
        world.gopls(1).starts_child({"gopackagesdriver", "./..."});
    }
    const int hover = deadlocks(world);
    world.passes(9min + 58s);
    CHECK(world.newest() == 1);
    CHECK(world.times_logged("remedy=tell") == 1);
    SECTION("and when they end all goes on") {
        world.gopls(1).ends_children();
        world.gopls(1).goes_on();
        world.passes(1min);
        CHECK(world.editor.reply(hover).result().at("from") == 1);
        CHECK(world.newest() == 1);
    }
    SECTION("beyond it gopls is replaced, the command is not ended") {
        world.passes(5s);
        CHECK(world.active() == 2);
    }
    CHECK(world.signals.empty());
}
