// Quiet go commands. The quiet time of each is that of its own subtree, whatever else gopls does
// and whichever requests wait.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

void change_is_typed(World& world) {
    world.editor.opens(kFile, "package a\n");
    world.editor.types(kFile, {{0, 9}, {0, 9}}, "b");
}

}  // namespace

TEST_CASE("a go list that hangs is found even while gopls works beside it") {
    World world;
    world.session_runs();
    works(world.gopls(1));
    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(19s + 999ms);
    CHECK(world.signals.empty());
    world.passes(1ms);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kInterrupt);
    CHECK(world.newest() == 1);
}

TEST_CASE("while gopls works on its head a hanging command beside it causes no replacement") {
    World world;
    world.session_runs();
    works(world.gopls(1));
    go_list_waits_for_network(world.gopls(1));
    const int hover = deadlocks(world);
    world.passes(30s);
    CHECK(world.active() == 1);
    world.gopls(1).goes_on();
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 1);
}

TEST_CASE("two go lists that hang are both ended even if one of them worked longer") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    const int first = world.gopls(1).snapshot.processes.back().ref.pid;
    go_list_does_nothing(world.gopls(1));
    const int second = world.gopls(1).snapshot.processes.back().ref.pid;
    deadlocks(world);
    SECTION("both hang from the beginning") {
        world.passes(20s);
        REQUIRE(world.signals.size() == 1);
        REQUIRE(world.signals[0].processes.size() == 2);
        CHECK(world.signals[0].processes[0].pid == first);
        CHECK(world.signals[0].processes[1].pid == second);
    }
    SECTION("the second hangs later, and does not count as a repeated hang") {
        const auto until = world.now + 3s;
        world.gopls(1).between_looks = [&world, until](core::Snapshot& s) {
            if (world.now <= until) s.processes.back().cpu += 10ms;
        };
        world.passes(20s);
        REQUIRE(world.signals.size() == 1);
        CHECK(world.signals[0].processes.size() == 1);
        std::erase_if(world.gopls(1).snapshot.processes,
                      [&](const core::Process& p) { return p.ref.pid == first; });
        world.passes(3500ms);
        REQUIRE(world.signals.size() == 2);
        CHECK(world.signals[1].processes.back().pid == second);
        CHECK(world.signals[1].signal == core::ProcessSignal::kInterrupt);
        CHECK(world.newest() == 1);
    }
}

TEST_CASE("a go list that waits for another one's lock is as quiet as the other one") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    go_list_does_nothing(world.gopls(1));
    auto& processes = world.gopls(1).snapshot.processes;
    processes[1].waits_for_lock_of = processes[2].ref.pid;
    world.gopls(1).between_looks = [](core::Snapshot& s) { s.processes.back().read_chars += 100; };
    deadlocks(world);
    world.passes(5min);
    CHECK(world.signals.empty());
    CHECK(world.newest() == 1);
}

TEST_CASE("a go list blocked on writing to a gopls without CPU time is not ended") {
    World world;
    world.session_runs();
    works(world.gopls(1));
    go_list_does_nothing(world.gopls(1));
    world.gopls(1).snapshot.processes.back().wait_channel = "pipe_write";
    deadlocks(world);
    world.passes(5min);
    CHECK(world.signals.empty());
}

TEST_CASE("a go list that hangs is found even if no request waits") {
    World world;
    world.session_runs();
    world.passes(1min);
    change_is_typed(world);
    world.passes(1500ms);
    go_list_does_nothing(world.gopls(1));
    world.passes(20s);
    CHECK(world.signals.empty());
    world.passes(2s);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kInterrupt);
    CHECK(last(world.gopls(1).received, "workspace/didChangeWorkspaceFolders"));
    world.gopls(1).ends_children();
    world.passes(1min);
    CHECK(world.logged({Event::kRecovered, {{"generation", 1}, {"from", "go_command_local"}}}));
    CHECK(world.newest() == 1);
    CHECK_FALSE(world.engine.next_wake().has_value());
}

TEST_CASE("a go list that ignores the interrupt is killed even if no request waits") {
    World world;
    world.session_runs();
    change_is_typed(world);
    go_list_does_nothing(world.gopls(1));
    world.passes(25s);
    REQUIRE(world.signals.size() >= 2);
    CHECK(world.signals[1].signal == core::ProcessSignal::kKill);
}

TEST_CASE("a go list that works is sampled as long as it lives") {
    World world;
    world.session_runs();
    change_is_typed(world);
    go_list_does_nothing(world.gopls(1));
    world.gopls(1).between_looks = [](core::Snapshot& s) {
        if (s.processes.size() > 1) s.processes.back().read_chars += 1;
    };
    world.passes(5min);
    CHECK(world.signals.empty());
    CHECK(world.looks > 250);
    world.gopls(1).ends_children();
    world.passes(10s);
    const std::size_t looks = world.looks;
    CHECK_FALSE(world.engine.next_wake().has_value());
    world.passes(1h);
    CHECK(world.looks == looks);
}

TEST_CASE("a load waits for the network while no request waits") {
    World world;
    world.session_runs();
    change_is_typed(world);
    world.passes(1500ms);
    go_list_waits_for_network(world.gopls(1));
    SECTION("an offline gopls takes over") {
        world.passes(30s);
        CHECK(world.active() == 2);
        CHECK(world.gopls(2).start.network == core::Network::kOffline);
    }
    SECTION("no replacement while gopls answers all the same") {
        for (int i = 0; i < 60; ++i) {
            world.passes(1s);
            world.editor.asks(kHover, at(kFile));
        }
        CHECK(world.newest() == 1);
        CHECK(world.logged({Event::kStall, {{"verdict", "go_command_network"}}}));
    }
}

TEST_CASE("requests behind a load that waits for the network") {
    World world;
    world.session_runs();
    change_is_typed(world);
    world.passes(1500ms);
    go_list_waits_for_network(world.gopls(1));
    world.passes(8s);
    world.editor.asks(kHover, at(kFile));  // gopls answers it without the load
    SECTION("a request that waits long leads to a replacement") {
        world.passes(20s);
        REQUIRE(world.newest() == 1);
        const int hover = deadlocks(world);
        world.passes(4s);
        CHECK(world.newest() == 1);
        world.passes(10s);
        CHECK(world.active() == 2);
        CHECK(world.editor.reply(hover).result().at("from") == 2);
    }
    SECTION("requests that gopls answers after a while do not") {
        for (int i = 0; i < 20; ++i) {
            deadlocks(world);
            world.passes(3s);
            world.gopls(1).goes_on();
            world.settle();
        }
        CHECK(world.newest() == 1);
        CHECK(world.editor.count("window/showMessage") == 0);
        CHECK(world.engine.metrics().counters.stalls_detected.total() == 1);
    }
}

TEST_CASE("continuous typing causes only occasional samples") {
    World world;
    world.session_runs();
    world.passes(1min);
    world.editor.opens(kFile, "package a\n");
    const std::size_t before = world.looks;
    for (int i = 0; i < 100; ++i) {
        world.editor.types(kFile, {{0, 9}, {0, 9}}, "b");
        world.passes(200ms);
    }
    CHECK(world.looks - before >= 2);
    CHECK(world.looks - before <= 8);
}
