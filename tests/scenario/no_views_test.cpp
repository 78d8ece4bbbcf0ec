// The proxy ends a go command with which gopls was making its view, and reloads the folders. gopls
// answers the requests between the two with "no views".
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// gopls hangs on a go list until the proxy ends that, and refuses what waits behind it. Returns
/// the hover that waited.
int loses_its_view(World& world) {
    go_list_does_nothing(world.gopls(1));
    const int hover = deadlocks(world);
    world.passes(20s);
    REQUIRE(world.signals.size() == 1);
    world.gopls(1).ends_children();
    world.gopls(1).refuses(kHover, "no views");
    return hover;
}

}  // namespace

TEST_CASE("a request between a lost view and its reload is asked again behind the reload") {
    World world;
    world.session_runs();
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method == kReload) gopls.refuses_no_more(kHover);
    };
    const int hover = loses_its_view(world);
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.gopls(1).received.back().method == kHover);
    CHECK(world.editor.reply(hover).body.contains("result"));
    CHECK(count(world.gopls(1).received, kHover) == 2);
}

TEST_CASE("a request is not asked again without a reload") {
    World world;
    world.session_runs();
    SECTION("after the only one") {
        const int hover = loses_its_view(world);
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).error_code() != 0);
        CHECK(count(world.gopls(1).received, kHover) == 2);
    }
    SECTION("if there was none") {
        world.gopls(1).refuses(kHover, "no views");
        CHECK(world.editor.reply(world.editor.asks(kHover, at(kFile))).error_code() != 0);
        CHECK(count(world.gopls(1).received, kHover) == 1);
    }
    SECTION("if gopls has another reason") {
        const int hover = loses_its_view(world);
        world.gopls(1).refuses(kHover, "no object found");
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).error_code() != 0);
        CHECK(count(world.gopls(1).received, kHover) == 1);
    }
}
