// A `go list` waits on a silent network. A gopls without network takes over, and the proxy tries a
// normal gopls beside it from time to time.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("a go list between two attempts to connect still waits for the network") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(25s);
    REQUIRE(world.standby() == 2);
    const std::size_t go = world.gopls(1).snapshot.processes.size() - 1;
    const auto sockets = world.gopls(1).snapshot.processes[go].sockets;
    world.gopls(1).snapshot.processes[go].sockets.clear();
    world.passes(2s);
    CHECK(world.signals.empty());
    CHECK_FALSE(
        world.logged({Event::kStall, {{"generation", 1}, {"verdict", "go_command_local"}}}));
    SECTION("it tries again") {
        world.gopls(1).snapshot.processes[go].sockets = sockets;
        world.passes(2s);
        CHECK(world.signals.empty());
    }
    SECTION("it does not try again") {
        world.passes(3s);
        CHECK(world.logged({Event::kStall, {{"generation", 1}, {"verdict", "go_command_local"}}}));
    }
}

TEST_CASE("between two attempts to connect a go list is not local whenever the window ends") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(19s);
    auto& processes = world.gopls(1).snapshot.processes;
    const auto sockets = std::exchange(processes.back().sockets, {});
    world.passes(2s);
    CHECK(world.signals.empty());
    SECTION("it tries again") {
        processes.back().sockets = sockets;
        world.passes(5s);
        CHECK(
            world.logged({Event::kStall, {{"generation", 1}, {"verdict", "go_command_network"}}}));
        CHECK(world.signals.empty());
    }
    SECTION("it does not try again") {
        world.passes(2s);
        CHECK(world.logged({Event::kStall, {{"generation", 1}, {"verdict", "go_command_local"}}}));
    }
}

TEST_CASE("on a silent network nothing is ended and an offline standby takes over") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    go_list_waits_for_network(world.gopls(1));
    const int hover = deadlocks(world);
    world.passes(24s);
    REQUIRE(world.newest() == 1);
    world.passes(2s);
    REQUIRE(world.standby() == 2);
    CHECK(world.gopls(2).start.network == core::Network::kOffline);
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

TEST_CASE("a connection attempt may take 20 s") {
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

TEST_CASE("from offline mode a normal gopls is tried again after growing intervals") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    world.on_spawn = [](Gopls& gopls) {
        if (gopls.start.generation < 3 || gopls.start.generation > 4) return;
        gopls.hangs_on("initialized");  // the network is still silent
        go_list_waits_for_network(gopls);
    };
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.active() == 2);

    world.passes(1min + 58s);
    CHECK(world.newest() == 2);
    world.passes(3s);
    REQUIRE(world.standby() == 3);
    CHECK(world.gopls(3).start.network == core::Network::kNormal);
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

TEST_CASE("a command that needs the network makes the proxy try a normal gopls at once") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.active() == 2);
    world.editor.asks("workspace/executeCommand", {{"command", "gopls.tidy"}});
    CHECK(world.newest() == 3);
    CHECK(world.gopls(3).start.network == core::Network::kNormal);
}

TEST_CASE("the return to the network does not interrupt work of the offline gopls") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.active() == 2);
    works(world.gopls(2));
    world.gopls(2).hangs_on("workspace/executeCommand");
    const int tidy = world.editor.asks("workspace/executeCommand", {{"command", "gopls.tidy"}});
    REQUIRE(world.newest() == 3);
    world.passes(10s);
    CHECK(world.active() == 2);
    world.gopls(2).goes_on();
    world.passes(1min);
    CHECK(world.editor.reply(tidy).result().at("from") == 2);
    CHECK(world.active() == 3);
}

TEST_CASE("a standby that waits for the stuck gopls's lock takes over before it has loaded") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    const int holder = world.gopls(1).snapshot.processes.back().ref.pid;
    world.on_spawn = [holder](Gopls& gopls) {
        gopls.hangs_on("initialized");
        core::Process& go = gopls.starts_child({"go", "list", "./..."});
        go.waits_for_lock_of = holder;
    };
    const int hover = deadlocks(world);
    world.passes(26s);
    REQUIRE(world.standby() == 2);
    world.passes(1500ms);
    CHECK(world.active() == 2);
    CHECK(world.gopls(1).ended);
    world.gopls(2).goes_on();  // the lock is free
    world.settle();
    CHECK(world.editor.reply(hover).result().at("from") == 2);
}

TEST_CASE("no normal gopls is tried while the offline gopls has not loaded") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.standby() == 2);
    works(world.gopls(2));
    world.dies(1, {0, 9});
    REQUIRE(world.active() == 2);
    world.passes(9min);
    CHECK(world.newest() == 2);

    world.on_spawn = {};
    world.gopls(2).goes_on();
    world.passes(2min + 1s);
    CHECK(world.active() == 3);
    CHECK(world.gopls(3).start.network == core::Network::kNormal);
}

TEST_CASE("a normal gopls with other capabilities is dropped and tried again later") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.active() == 2);
    world.on_spawn = [](Gopls& gopls) {
        if (gopls.start.generation > 3) return;
        gopls.initialize_result["capabilities"]["positionEncoding"] = "utf-8";
    };
    world.passes(2min + 1s);
    CHECK(world.newest() == 3);
    CHECK(world.gopls(3).ended);
    CHECK(world.active() == 2);
    CHECK_FALSE(world.exit_code);
    world.passes(4min + 1s);
    CHECK(world.active() == 4);
}

TEST_CASE("an offline gopls that hangs gives way to the standby that waits to replace it") {
    World world;
    world.session_runs();
    go_list_waits_for_network(world.gopls(1));
    deadlocks(world);
    world.passes(26s);
    REQUIRE(world.active() == 2);
    world.gopls(2).hangs_on("workspace/executeCommand");
    const int tidy = world.editor.asks("workspace/executeCommand", {{"command", "gopls.tidy"}});
    REQUIRE(world.standby() == 3);
    world.passes(4s);
    REQUIRE(world.active() == 2);  // it may be working
    world.passes(2s);
    CHECK(world.active() == 3);
    CHECK(world.editor.reply(tidy).error_code() == -32802);
}
