// The replacement budget: three replacements in ten minutes, then the proxy leaves gopls alone for
// a while.
#include <algorithm>

#include "scenario/steps.hpp"

using namespace scenario;

namespace {

void uses_up_the_budget(World& world) {
    world.session_runs();
    for (int i = 0; i < 3; ++i) deadlocks_and_is_replaced(world);
    REQUIRE(world.active() == 4);
}

}  // namespace

TEST_CASE("the proxy does not act on the fourth stall and tells the user once") {
    World world;
    uses_up_the_budget(world);
    CHECK(world.editor.count("window/showMessage") == 0);
    const int hover = deadlocks(world);
    world.passes(1min);
    world.editor.asks("textDocument/definition", at(kFile));
    world.passes(1min);
    CHECK(world.newest() == 4);
    CHECK(world.editor.count("window/showMessage") == 1);
    CHECK(
        last(world.editor.received, "window/showMessage")
            ->bytes.find("The budget of 3 automatic replacements within 10 min is used up, so the "
                         "proxy leaves gopls alone for 10 min.") != std::string::npos);
    CHECK(world.engine.metrics().counters.replacements == 3);
    // Nor does the editor's log announce a fourth replacement.
    const auto& received = world.editor.received;
    CHECK(std::count_if(received.begin(), received.end(), [](const Message& message) {
              return message.method == "window/logMessage" &&
                     message.bytes.find("a fresh gopls is being prepared") != std::string::npos;
          }) == 3);

    SECTION("gopls recovers and answers as before") {
        world.gopls(4).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 4);
    }
    SECTION("gopls dies: the editor gets errors, and the proxy exits with a failure") {
        world.dies(4, {0, 9});
        CHECK(world.editor.reply(hover).error_code() != 0);
        CHECK_FALSE(world.editor.waits());
        REQUIRE(world.exit_code.has_value());
        CHECK(*world.exit_code != 0);
    }
    SECTION("ten minutes later the circuit closes and gopls is replaced") {
        world.passes(10min);
        CHECK(world.active() == 5);
        CHECK(world.editor.has_reply(hover));
        CHECK(world.editor.count("window/showMessage") == 1);
    }
}

TEST_CASE("a death over the budget ends the session with a failing exit code") {
    World world;
    uses_up_the_budget(world);
    world.dies(4, {7, 0});
    CHECK(world.exit_code == 7);
}

TEST_CASE("an editor paused while the circuit is open is read again after it closes") {
    World world;
    constexpr std::size_t kMib = std::size_t{1} << 20;
    uses_up_the_budget(world);
    world.gopls(4).reads = false;
    deadlocks(world);
    world.passes(10s);
    REQUIRE(world.editor.count("window/showMessage") == 1);
    world.has_not_read(4, 2 * kMib);
    REQUIRE(world.editor_pauses.size() == 1);
    CHECK(world.editor_pauses.back().paused);
    SECTION("gopls reads again") {
        world.gopls(4).reads = true;
        world.gopls(4).goes_on();
        world.passes(11min);
        world.has_not_read(4, 0);
    }
    SECTION("gopls is replaced") {
        world.passes(11min);
        REQUIRE(world.active() == 5);
    }
    CHECK_FALSE(world.editor_pauses.back().paused);
}

TEST_CASE("ids stay mapped while the circuit is open") {
    World world;
    uses_up_the_budget(world);
    deadlocks(world);
    world.passes(10s);
    world.editor.leaves_open("workspace/configuration");
    world.gopls(4).asks(1, "workspace/configuration", {{"items", json::array({json::object()})}});
    world.settle();
    CHECK(last(world.editor.received, "workspace/configuration")->id != 1);
    world.editor.answers("workspace/configuration", json::array({1}));
    REQUIRE(world.gopls(4).answer_to(1));
}

TEST_CASE("a stall that ends before its delayed replacement leaves nothing open") {
    World world;
    world.session_runs();
    deadlocks_and_is_replaced(world);
    deadlocks(world);
    // The second replacement of a period is delayed; wait until it is planned.
    world.passes(5s);
    REQUIRE(world.logged({Event::kReplacementPlanned}));
    REQUIRE(world.newest() == 2);
    world.gopls(2).goes_on();
    world.passes(1min);
    CHECK(world.newest() == 2);
    CHECK(world.editor.progress_open.empty());
    CHECK(world.engine.metrics().counters.replacements == 1);

    // It does not use up the budget: two more are left.
    for (const core::Generation next : {3, 4}) {
        deadlocks(world);
        world.passes(1min);
        CHECK(world.active() == next);
    }
}

TEST_CASE("a death while the last replacement is delayed still brings that replacement") {
    World world;
    world.session_runs();
    deadlocks_and_is_replaced(world);
    deadlocks_and_is_replaced(world);
    deadlocks(world);
    world.passes(5s);
    REQUIRE(world.newest() == 3);
    REQUIRE(world.times_logged({Event::kReplacementPlanned}) == 2);
    world.dies(3, {0, 9});
    world.passes(30s);
    CHECK_FALSE(world.exit_code.has_value());
    CHECK(world.active() == 4);
}

TEST_CASE("repeated deaths do not lead to endless restarts") {
    World world;
    world.session_runs();
    world.on_spawn = [](Gopls& gopls) {
        if (gopls.start.generation > 1) gopls.exits = core::ExitStatus{1, 0};
    };
    world.dies(1, {1, 0});
    world.passes(10min);
    CHECK(world.newest() == 4);
    CHECK(world.exit_code == 1);
}
