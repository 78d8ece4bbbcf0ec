// The end of the session. The editor never waits for it, and all servers end with it.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("shutdown and exit end gopls and then the proxy") {
    World world;
    world.session_runs();
    const int shutdown = world.editor.asks("shutdown", json());
    CHECK(world.editor.reply(shutdown).result().is_null());
    CHECK_FALSE(world.exit_code.has_value());
    world.editor.notifies("exit", json());
    CHECK(world.exit_code == 0);
    CHECK(world.gopls(1).got("exit"));
    CHECK(world.gopls(1).ended);
}

TEST_CASE("requests sent before exit are answered first as by gopls alone") {
    World world;
    world.session_runs();
    Gopls& gopls = world.gopls(1);
    gopls.hangs_on(kHover);
    const int hover = world.editor.asks(kHover, at(kFile));
    const int definition = world.editor.asks("textDocument/definition", at(kFile));
    const bool orderly = GENERATE(true, false);
    if (orderly) world.editor.asks("shutdown", json());
    world.editor.notifies("exit", json());
    CHECK_FALSE(world.exit_code.has_value());
    SECTION("gopls continues") {
        gopls.goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 1);
        CHECK(world.editor.reply(definition).result().at("from") == 1);
        CHECK(world.exit_code == (orderly ? 0 : 1));
    }
    SECTION("gopls works: the proxy waits, however long") {
        works(gopls);
        world.passes(1min);
        CHECK_FALSE(world.exit_code.has_value());
        gopls.goes_on();
        world.settle();
        CHECK(world.editor.reply(definition).result().at("from") == 1);
        CHECK(world.exit_code == (orderly ? 0 : 1));
    }
    SECTION("gopls hangs: the requests get errors, and the proxy exits") {
        world.passes(4s);
        CHECK_FALSE(world.exit_code.has_value());
        world.passes(4s);
        CHECK(world.editor.reply(hover).error_code() == -32802);
        CHECK(world.editor.reply(definition).error_code() == -32802);
        CHECK(world.exit_code == (orderly ? 0 : 1));
        CHECK(world.newest() == 1);
    }
    SECTION("gopls dies: the requests get errors, and the proxy exits") {
        world.dies(1, {0, 9});
        world.passes(1ms);
        CHECK(world.editor.reply(hover).error_code() == -32802);
        CHECK(world.exit_code == (orderly ? 0 : 1));
        CHECK(world.newest() == 1);
    }
    SECTION("the editor leaves without waiting") {
        world.editor_goes();
        CHECK(world.exit_code == (orderly ? 0 : 1));
    }
    CHECK(world.gopls(1).ended);
}

TEST_CASE("an exit while gopls hangs ends the session at once") {
    World world;
    world.session_runs();
    world.gopls(1).hangs_on(kHover);
    later_servers_hang_on(world, "initialize");
    const int hover = world.editor.asks(kHover, at(kFile));
    world.passes(7s);
    world.editor.notifies("exit", json());
    CHECK(world.editor.reply(hover).error_code() == -32802);
    CHECK(world.exit_code == 1);
}

TEST_CASE("exit without shutdown fails with exit code 1") {
    World world;
    world.session_runs();
    world.editor.notifies("exit", json());
    CHECK(world.exit_code == 1);
}

TEST_CASE("shutdown is answered within 300 ms unless gopls works") {
    World world;
    world.session_runs();
    deadlocks(world);
    const auto state = GENERATE(0, 1, 2, 3);
    if (state == 1) later_servers_hang_on(world, "initialized");
    if (state == 1) world.passes(6s);
    if (state == 2) later_servers_hang_on(world, "initialize");
    if (state == 2) world.dies(1, {0, 9});
    if (state == 3) world.passes(2s);
    const int shutdown = world.editor.asks("shutdown", json());
    world.passes(300ms);
    REQUIRE(world.editor.has_reply(shutdown));
    CHECK(world.editor.reply(shutdown).error_code() == 0);
    // No server is sampled, started or replaced any more.
    const Generation newest = world.newest();
    world.passes(10min);
    CHECK(world.newest() == newest);
    CHECK(world.standby() == 0);
    world.editor.notifies("exit", json());
    world.passes(30s);  // gopls may not have been sampled yet
    CHECK(world.exit_code == 0);
}

TEST_CASE("gopls has five seconds to answer shutdown while it works") {
    World world;
    world.session_runs();
    Gopls& gopls = world.gopls(1);
    gopls.hangs_on("shutdown");
    works(gopls);
    const int shutdown = world.editor.asks("shutdown", json());
    world.passes(2s);
    CHECK_FALSE(world.editor.has_reply(shutdown));
    SECTION("it answers in time") {
        gopls.goes_on();
        world.settle();
        CHECK(world.times_logged({Event::kShutdown}) == 0);
    }
    SECTION("it does not: the proxy answers") {
        world.passes(3s);
        CHECK(world.times_logged({Event::kShutdown}) == 1);
    }
    CHECK(world.editor.reply(shutdown).error_code() == 0);
    world.editor.notifies("exit", json());
    CHECK(world.exit_code == 0);
}

TEST_CASE("a reply to shutdown that comes after the proxy's own is dropped") {
    World world;
    world.session_runs();
    deadlocks(world);
    const int shutdown = world.editor.asks("shutdown", json());
    world.passes(300ms);
    REQUIRE(world.editor.has_reply(shutdown));
    world.gopls(1).goes_on();
    world.settle();
    world.editor.notifies("exit", json());
    CHECK(world.exit_code == 0);
}

TEST_CASE("if gopls dies during shutdown the proxy answers and starts no other") {
    World world;
    world.session_runs();
    world.gopls(1).hangs_on("shutdown");
    const int shutdown = world.editor.asks("shutdown", json());
    world.dies(1, {0, 9});
    world.passes(1ms);
    CHECK(world.editor.reply(shutdown).result().is_null());
    CHECK(world.newest() == 1);
    world.editor.notifies("exit", json());
    CHECK(world.exit_code == 0);
}

TEST_CASE("a shutdown cancels a delayed replacement") {
    World world;
    world.session_runs();
    deadlocks_and_is_replaced(world);
    deadlocks(world);
    world.passes(5s);
    REQUIRE(world.newest() == 2);
    const int shutdown = world.editor.asks("shutdown", json());
    world.passes(1min);
    CHECK(world.editor.has_reply(shutdown));
    CHECK(world.newest() == 2);
}

TEST_CASE("the end of the editor's stream ends the proxy and all servers") {
    World world;
    world.session_runs();
    SECTION("no stall") {}
    SECTION("a standby is loading") {
        later_servers_hang_on(world, "initialized");
        deadlocks(world);
        world.passes(6s);
        REQUIRE(world.standby() == 2);
    }
    world.editor_goes();
    CHECK(world.exit_code == 0);
    for (Generation g = 1; g <= world.newest(); ++g) CHECK(world.gopls(g).ended);
}

TEST_CASE("if the editor leaves before initialize gopls may still choose the exit code") {
    World world;
    world.editor_goes();
    CHECK(world.gopls(1).input_closed);
    CHECK_FALSE(world.exit_code.has_value());
    SECTION("gopls exits: the proxy exits with its code") {
        world.dies(1, {2, 0});
        CHECK(world.exit_code == 2);
    }
    SECTION("gopls does not exit") {
        world.passes(6s);
        CHECK(world.exit_code == 0);
        CHECK(world.gopls(1).ended);
    }
}

TEST_CASE("a signal ends the proxy and gopls") {
    World world;
    world.session_runs();
    world.gets_signal(15);
    CHECK(world.exit_code == 128 + 15);
    CHECK(world.gopls(1).ended);
}

TEST_CASE("an editor's stream that is not LSP gets one error and then the proxy exits") {
    World world;
    world.session_runs();
    world.editor.sends_raw("Content-Length: abc\r\n\r\n{}");
    REQUIRE(world.editor.received.size() >= 2);
    const Message& answer = world.editor.received.back();
    CHECK(answer.error_code() == -32700);
    CHECK(answer.id.is_null());
    CHECK(world.exit_code == 1);
    CHECK(world.gopls(1).ended);
}
