// Commands below gopls that are never ended: `go env`, a packages driver, the download of a
// toolchain.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("a quiet go env is not ended: a replacement runs its own") {
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

TEST_CASE("the go list that a view depends on is not ended at first") {
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

TEST_CASE("if a toolchain download hangs a replacement uses the local toolchain") {
    World world;
    world.session_runs();
    world.gopls(1).starts_child({"go", "version"}).sockets = {
        {core::Socket::State::kEstablished, "192.0.2.7:443", 0}};
    const int hover = deadlocks(world);
    world.passes(24s + 999ms);
    CHECK(world.newest() == 1);
    world.passes(1s);
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).start.network == core::Network::kOfflineLocalToolchain);
    CHECK(world.signals.empty());
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(world.logged(
        {Event::kStall, {{"verdict", "toolchain_download"}, {"peer", "192.0.2.7:443"}}}));
}

TEST_CASE("a password prompt may take any time and the user is told") {
    World world;
    world.session_runs();
    const int go_list = world.gopls(1).starts_child({"go", "list", "./..."}).ref.pid;
    const auto argv =
        GENERATE(std::vector<std::string>{"/usr/lib/ssh/gnome-ssh-askpass", "Password:"},
                 std::vector<std::string>{"/bin/sh", "/home/x/askpass.sh"},
                 std::vector<std::string>{"/usr/bin/pinentry-gtk-2"});
    world.gopls(1).starts_child(argv, go_list);
    const int hover = deadlocks(world);
    world.passes(30min);
    CHECK(world.newest() == 1);
    CHECK(world.signals.empty());
    CHECK(world.times_logged(
              {Event::kStall, {{"generation", 1}, {"verdict", "waiting_for_person"}}}) == 1);
    CHECK(world.editor.count("window/showMessage") == 1);
    world.gopls(1).ends_children();
    world.gopls(1).goes_on();
    world.passes(1s);
    CHECK(world.editor.reply(hover).result().at("from") == 1);
}

TEST_CASE("other children may run until the hard limit") {
    World world;
    world.session_runs();
    const bool driver = GENERATE(false, true);
    if (driver) {
        world.gopls(1).starts_child({"/opt/tools/driver", "./..."});
    } else if (GENERATE(false, true)) {
        world.gopls(1).starts_child({"/usr/bin/gopls", "vulncheck"});
    } else {
        // cgo, with a compiler that waits for another machine.
        const int go_list = world.gopls(1).starts_child({"go", "list", "./..."}).ref.pid;
        world.gopls(1).starts_child({"distcc", "gcc", "-c"}, go_list).sockets = {
            {core::Socket::State::kEstablished, "192.0.2.7:3632", 0}};
    }
    const int hover = deadlocks(world);
    world.passes(1min);
    CHECK(world.logged({Event::kStall, {{"verdict", driver ? "packages_driver" : "other_child"}}}));
    world.passes(8min + 58s);
    CHECK(world.newest() == 1);
    CHECK(world.times_logged({Event::kRemedy, {{"remedy", "tell"}}}) == 1);
    SECTION("they end, and gopls continues") {
        world.gopls(1).ends_children();
        world.gopls(1).goes_on();
        world.passes(1min);
        CHECK(world.editor.reply(hover).result().at("from") == 1);
        CHECK(world.newest() == 1);
    }
    SECTION("beyond the limit gopls is replaced, and the command is not ended") {
        world.passes(5s);
        CHECK(world.active() == 2);
    }
    CHECK(world.signals.empty());
}
