// A stuck gopls that works again by the time the standby is ready. It is not ended for having been
// stuck (docs/design.md, "Work is safe"). The standby waits, and takes over as soon as there is a
// reason.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// The active server works again, and the standby has loaded. Returns the id of the waiting hover.
int works_again_beside_a_ready_standby(World& world) {
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    later_servers_hang_on(world, "initialized");
    const int hover = deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    works(world.gopls(1));
    world.passes(2s);
    world.gopls(2).goes_on();
    world.passes(10s);
    REQUIRE(world.standby() == 2);
    REQUIRE(world.active() == 1);
    REQUIRE(world.engine.standby()->phase == core::Server::Phase::kReady);
    return hover;
}

}  // namespace

TEST_CASE("a stuck gopls that works again is not ended while it works") {
    World world;
    const int hover = works_again_beside_a_ready_standby(world);
    world.passes(1h);
    REQUIRE(world.active() == 1);
    REQUIRE(world.standby() == 2);

    SECTION("it answers: the replacement is averted") {
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 1);
        CHECK(world.active() == 1);
        CHECK(world.gopls(2).ended);
        CHECK(world.engine.metrics().counters.averted == 1);
    }
    SECTION("it is quiet for the whole window again: it is replaced") {
        world.gopls(1).between_looks = {};
        world.passes(4s);
        CHECK(world.active() == 1);
        world.passes(2s);
        CHECK(world.active() == 2);
        CHECK(world.editor.reply(hover).result().at("from") == 2);
        CHECK(world.newest() == 2);
    }
    CHECK(world.editor.progress_open.empty());
}

TEST_CASE("after the waiting standby has died another is prepared only once it is needed") {
    World world;
    const int hover = works_again_beside_a_ready_standby(world);
    world.on_spawn = {};
    world.dies(2, {0, 9});
    CHECK(world.editor.progress_open.empty());
    world.passes(5min);
    CHECK(world.newest() == 2);
    CHECK(world.active() == 1);
    world.gopls(1).between_looks = {};
    world.passes(40s);
    CHECK(world.active() == 3);
    CHECK(world.editor.reply(hover).result().at("from") == 3);
}

TEST_CASE("with spin=act even a gopls working again is replaced at the hard limit") {
    core::Settings settings;
    settings.spin = core::SpinPolicy::kAct;
    World world(settings);
    const int hover = works_again_beside_a_ready_standby(world);
    world.passes(9min);
    REQUIRE(world.active() == 1);
    world.passes(1min);
    CHECK(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("the gate of a waiting standby opens at once when the old gopls dies") {
    World world;
    world.script = [](Gopls& gopls, const Message& message) {
        if (message.method != "initialized" || gopls.start.generation == 1) return;
        gopls.asks(1, "client/registerCapability",
                   {{"registrations", json::array({{{"id", "w"}, {"method", "some/method"}}})}});
        gopls.notifies(
            "textDocument/publishDiagnostics",
            {{"uri", kFile}, {"diagnostics", json::array({{{"message", "of the new one"}}})}});
    };
    const int hover = works_again_beside_a_ready_standby(world);
    CHECK(world.editor.registrations_live.empty());
    CHECK(world.editor.diagnostics_of(kFile).empty());

    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    CHECK(world.editor.registrations_live.size() == 1);
    CHECK(world.editor.diagnostics_of(kFile) == std::vector<std::string>{"of the new one"});
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.editor.progress_open.empty());
    world.gopls(2).notifies("window/logMessage", {{"type", 3}, {"message", "heard"}});
    world.settle();
    const Message* heard = last(world.editor.received, "window/logMessage");
    REQUIRE(heard);
    CHECK(heard->params().at("message") == "heard");
}
