// gopls is killed for lack of memory. The proxy reports the cause, blames no document, and does not
// start gopls a third time.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

core::ExitStatus killed() {
    core::ExitStatus status{0, 9};
    status.out_of_memory = true;
    status.memory_limit_bytes = 900U << 20;
    return status;
}

std::size_t told_of_memory(const World& world) {
    return static_cast<std::size_t>(std::count_if(
        world.editor.received.begin(), world.editor.received.end(), [](const Message& message) {
            return message.method == "window/showMessage" &&
                   message.body.dump().find("GOMEMLIMIT") != std::string::npos;
        }));
}

}  // namespace

TEST_CASE("after a first kill for lack of memory gopls is restarted and the cause is logged") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    const int hover = deadlocks(world);
    world.dies(1, killed());
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.logged(
        {Event::kLost, {}, "killed by the kernel because memory ran out (limit 900 MB)"}));
    REQUIRE(world.incidents.size() == 1);
    CHECK(world.incidents.at(1).verdict == "out_of_memory");
    CHECK(told_of_memory(world) == 0);
}

TEST_CASE("after a second kill for lack of memory gopls is not restarted") {
    World world;
    world.session_runs();
    world.dies(1, killed());
    world.passes(10s);
    REQUIRE(world.active() == 2);
    SECTION("soon after the first: the session ends") {
        const int hover = deadlocks(world);
        world.dies(2, killed());
        CHECK(world.exit_code == 137);
        CHECK(world.newest() == 2);
        CHECK(told_of_memory(world) == 1);
        CHECK(world.editor.reply(hover).error_code() == -32802);
    }
    SECTION("long after the first: gopls is restarted") {
        world.passes(11min);
        world.dies(2, killed());
        world.passes(10s);
        CHECK(world.active() == 3);
        CHECK(told_of_memory(world) == 0);
    }
}

TEST_CASE("after two standbys were killed for lack of memory a stuck gopls is left alone") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    world.dies(2, killed());
    world.passes(10s);
    REQUIRE(world.standby() == 3);
    CHECK(told_of_memory(world) == 0);
    world.dies(3, killed());
    world.passes(1min);
    CHECK(world.newest() == 3);
    CHECK(world.active() == 1);
    CHECK(told_of_memory(world) == 1);
    CHECK(world.times_logged({Event::kNoReplacement}) == 1);
}

TEST_CASE("a living standby takes over from a gopls killed for lack of memory") {
    World world;
    world.session_runs();
    world.dies(1, killed());
    world.passes(10s);
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 3);
    world.dies(2, killed());
    CHECK_FALSE(world.exit_code);
    CHECK(world.active() == 3);
}

TEST_CASE("a lack of memory or threads does not put a document under quarantine") {
    const auto [words, verdict] = GENERATE(table<std::string, std::string>(
        {{"fatal error: runtime: cannot allocate memory\n\ngoroutine 1 [running]:\n",
          "out_of_memory"},
         {"runtime: failed to create new OS thread (have 9 already; errno=11)\n"
          "fatal error: newosproc\n\ngoroutine 1 [running]:\n",
          "dead"}}));
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    for (core::Generation generation = 1; generation <= 2; ++generation) {
        REQUIRE(world.active() == generation);
        world.gopls(generation).hangs_on(kHover);
        world.editor.asks(kHover, at(kFile));
        world.dies(generation, {2, 0, words});
        world.passes(5s);
    }
    CHECK(world.incidents.at(1).verdict == verdict);
    CHECK(world.engine.metrics().counters.quarantined_documents == 0);
    CHECK_FALSE(world.logged({Event::kEditorMessage, {}, "crashed twice"}));
}
