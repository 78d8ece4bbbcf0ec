// Requests that the editor cancels while gopls is stuck: each gets one reply, and no gopls gets it
// again.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

constexpr auto kCommand = "workspace/executeCommand";
constexpr auto kRename = "textDocument/rename";

}  // namespace

TEST_CASE("requests cancelled before a switch are answered once and not retried") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    later_servers_hang_on(world, "initialize");
    world.gopls(1).hangs_on(kRename);

    json new_name = at(kFile, 0, 8);
    new_name["newName"] = "b";
    const int rename = world.editor.asks(kRename, new_name);
    const int command = world.editor.asks(kCommand, {{"command", "gopls.tidy"}});
    const int references = world.editor.asks(kReferences, at(kFile));
    world.passes(1s);
    world.editor.cancels(rename);
    world.passes(9s);
    REQUIRE(world.active() == 1);
    REQUIRE(world.standby() == 2);
    world.editor.cancels(command);
    world.gopls(2).goes_on();
    world.passes(1s);

    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(rename).error_code() == kRequestCancelled);
    CHECK(world.editor.reply(command).error_code() == kRequestCancelled);
    CHECK(world.editor.reply(references).result().at("from") == 2);
    CHECK_FALSE(world.gopls(2).got(kRename));
    CHECK_FALSE(world.gopls(2).got(kCommand));
    CHECK_FALSE(world.gopls(2).got("$/cancelRequest"));
}

TEST_CASE("a stuck gopls is replaced even if the editor has cancelled every request") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int hover = deadlocks(world);
    world.passes(1s);
    world.editor.cancels(hover);
    world.passes(10s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).error_code() == kRequestCancelled);
    CHECK_FALSE(world.gopls(2).got(kHover));
}

TEST_CASE("a cancelled request is not asked again behind a reload") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    Gopls& gopls = world.gopls(1);
    gopls.hangs_on(kHover);
    gopls.refuses(kHover, "no views");
    gopls.refuses(kReferences, "no views");
    go_list_does_nothing(gopls);
    const int hover = world.editor.asks(kHover, at(kFile));
    const int references = world.editor.asks(kReferences, at(kFile));
    world.editor.cancels(hover);
    // The proxy ends the idle go list, and reloads behind both requests.
    world.passes(20s);
    REQUIRE(gopls.got(kReload));
    gopls.ends_children();
    gopls.goes_on();
    world.passes(1s);

    REQUIRE(world.active() == 1);
    CHECK(world.editor.reply(hover).error_code() != 0);
    CHECK(world.editor.has_reply(references));
    CHECK(count(gopls.received, kHover) == 1);
    CHECK(count(gopls.received, kReferences) == 2);
}
