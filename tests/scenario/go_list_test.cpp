// gopls waits for a `go` command: on the network, on nothing, or for `go env`.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// The child ends when it is interrupted, and gopls goes on.
void ends_on_interrupt(World& world) {
    if (world.signals.empty()) return;
    Gopls& server = world.gopls(world.signals.back().generation);
    server.ends_children();
    server.goes_on();
    world.settle();
}

}  // namespace

TEST_CASE("a go list on a silent network: nothing is ended, an offline standby takes over") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    go_list_waits_for_network(world.gopls(1));
    const int hover = deadlocks(world);
    world.passes(24s);
    REQUIRE(world.newest() == 1);
    world.passes(2s);
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).start.offline);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kSame);
    CHECK(world.signals.empty());
    CHECK_FALSE(world.gopls(1).ended);

    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.active() == 2);
    CHECK(world.signals.empty());
    CHECK_FALSE(world.gopls(1).dumped);
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    const Message* told = last(world.editor.received, "window/logMessage");
    REQUIRE(told);
    CHECK(told->params().at("message").get<std::string>().find("192.0.2.7:443") !=
          std::string::npos);
}

TEST_CASE("a connection that does not come about is given 20 s") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    core::Socket& socket = world.gopls(1).snapshot.processes.back().sockets.back();
    SECTION("connecting") {
        socket.state = core::Socket::State::kConnecting;
    }
    SECTION("unacknowledged") {
        socket.unacked_bytes = 517;
    }
    deadlocks(world);
    world.passes(19s + 999ms);
    CHECK(world.newest() == 1);
    world.passes(2s);
    CHECK(world.newest() == 2);
}

TEST_CASE("from offline a normal server is tried again, at growing intervals") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    world.on_spawn = [](Gopls& gopls) {
        if (gopls.start.generation < 3 || gopls.start.generation > 4) return;
        gopls.hangs_on("initialized");  // the network is silent still
        go_list_waits_for_network(gopls);
    };
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.active() == 2);

    world.passes(1min + 58s);
    CHECK(world.newest() == 2);
    world.passes(3s);
    REQUIRE(world.standby() == 3);
    CHECK_FALSE(world.gopls(3).start.offline);
    world.passes(27s);
    CHECK(world.gopls(3).ended);
    CHECK(world.active() == 2);

    world.passes(3min + 50s);
    CHECK(world.newest() == 3);
    world.passes(15s);
    REQUIRE(world.standby() == 4);
    world.passes(27s);
    CHECK(world.gopls(4).ended);

    world.passes(8min + 10s);
    CHECK(world.active() == 5);
    CHECK(world.gopls(2).ended);
    world.passes(2h);
    CHECK(world.newest() == 5);
}

TEST_CASE("a command that needs the network is a reason to try it at once") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.active() == 2);
    world.editor.asks("workspace/executeCommand", {{"command", "gopls.tidy"}});
    CHECK(world.newest() == 3);
    CHECK_FALSE(world.gopls(3).start.offline);
}

TEST_CASE("a go list that does nothing is ended with its descendants, then the view is reloaded") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    const int go = world.gopls(1).snapshot.processes.back().ref.pid;
    world.gopls(1).starts_child({"git", "fetch"}, go);
    const int git = world.gopls(1).snapshot.processes.back().ref.pid;
    const int hover = deadlocks(world);
    world.passes(19s + 999ms);
    REQUIRE(world.signals.empty());
    world.passes(1ms);
    REQUIRE(world.signals.size() == 1);
    CHECK(world.signals[0].signal == core::ProcessSignal::kInterrupt);
    REQUIRE(world.signals[0].processes.size() == 2);
    CHECK(world.signals[0].processes[0].pid == git);
    CHECK(world.signals[0].processes[1].pid == go);
    const Message* reload = last(world.gopls(1).received, "workspace/didChangeWorkspaceFolders");
    REQUIRE(reload);
    const json event = reload->params().at("event");
    CHECK(event.at("added") == event.at("removed"));
    CHECK(event.at("added").at(0).at("uri") == "file:///w");

    ends_on_interrupt(world);
    world.passes(1min);
    CHECK(world.editor.reply(hover).result().at("from") == 1);
    CHECK(world.newest() == 1);
}

TEST_CASE("a go list that ignores the interrupt is killed, then gopls is replaced") {
    World world;
    world.session_runs();
    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(40s);
    REQUIRE(world.signals.size() == 2);
    CHECK(world.signals[1].signal == core::ProcessSignal::kKill);
    CHECK(world.active() == 2);
}

TEST_CASE("when it comes back a standby is prepared as well") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(20s);
    ends_on_interrupt(world);
    world.passes(10s);
    REQUIRE(world.newest() == 1);

    go_list_does_nothing(world.gopls(1));
    deadlocks(world);
    world.passes(22s);
    CHECK(world.signals.size() >= 2);
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).start.cache == core::CacheUse::kClean);
}

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
