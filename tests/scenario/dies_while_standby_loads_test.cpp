// A death or a second hang just after another gopls has started.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("no edit is lost when a hung gopls dies while its replacement loads") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    later_servers_hang_on(world, "initialize");
    const int hover = deadlocks(world);
    world.passes(10s);
    REQUIRE(world.active() == 1);
    REQUIRE(world.standby() == 2);
    world.editor.replaces_text(kFile, "package a\n\nfunc F() {}\n");
    world.dies(1, {2, 0});
    world.editor.replaces_text(kFile, "package a\n\nfunc F() {}\n\nfunc G() {}\n");
    world.gopls(2).goes_on();
    world.passes(30s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).error_code() != 0);  // its document has changed
    CHECK(world.gopls(2).texts == world.editor.texts);
    CHECK(world.editor.progress_open.empty());
    CHECK(world.incidents.size() == 1);
}

TEST_CASE("two servers hang within a minute and each time the next one answers") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int first = deadlocks(world);
    world.passes(30s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(first).result().at("from") == 2);
    world.editor.replaces_text(kFile, "package a\n\nfunc F() {}\n");
    const int second = deadlocks(world);
    world.passes(60s);
    REQUIRE(world.active() == 3);
    CHECK(world.editor.reply(second).result().at("from") == 3);
    CHECK(world.gopls(3).texts == world.editor.texts);
    CHECK(world.incidents.size() == 2);
    CHECK(world.editor.progress_open.empty());
}
