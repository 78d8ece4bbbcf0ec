// The end: the editor is never kept waiting for it, and everything ends with it.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("an orderly end") {
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

TEST_CASE("what was asked before exit is answered first, as by gopls alone") {
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
    SECTION("gopls goes on") {
        gopls.goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 1);
        CHECK(world.editor.reply(definition).result().at("from") == 1);
        CHECK(world.exit_code == (orderly ? 0 : 1));
    }
    SECTION("it works: it is waited for, however long") {
        works(gopls);
        world.passes(1min);
        CHECK_FALSE(world.exit_code.has_value());
        gopls.goes_on();
        world.settle();
        CHECK(world.editor.reply(definition).result().at("from") == 1);
        CHECK(world.exit_code == (orderly ? 0 : 1));
    }
    SECTION("it stands still: an error, and the end") {
        world.passes(4s);
        CHECK_FALSE(world.exit_code.has_value());
        world.passes(4s);
        CHECK(world.editor.reply(hover).error_code() == -32802);
        CHECK(world.editor.reply(definition).error_code() == -32802);
        CHECK(world.exit_code == (orderly ? 0 : 1));
        CHECK(world.newest() == 1);
    }
    SECTION("it dies: an error, and the end") {
        world.dies(1, {0, 9});
        world.passes(1ms);
        CHECK(world.editor.reply(hover).error_code() == -32802);
        CHECK(world.exit_code == (orderly ? 0 : 1));
        CHECK(world.newest() == 1);
    }
    SECTION("the editor does not wait for it either") {
        world.editor_goes();
        CHECK(world.exit_code == (orderly ? 0 : 1));
    }
    CHECK(world.gopls(1).ended);
}

TEST_CASE("who quits while gopls stands still is not kept waiting") {
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

TEST_CASE("exit without shutdown is a failing exit") {
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
    // Nothing is watched, started or replaced any more.
    const Generation newest = world.newest();
    world.passes(10min);
    CHECK(world.newest() == newest);
    CHECK(world.standby() == 0);
    world.editor.notifies("exit", json());
    world.passes(30s);  // gopls may not have been looked at yet
    CHECK(world.exit_code == 0);
}

TEST_CASE("a gopls that works has its time to shut down") {
    World world;
    world.session_runs();
    Gopls& gopls = world.gopls(1);
    gopls.hangs_on("shutdown");
    works(gopls);
    const int shutdown = world.editor.asks("shutdown", json());
    world.passes(2s);
    CHECK_FALSE(world.editor.has_reply(shutdown));
    SECTION("until it answers") {
        gopls.goes_on();
        world.settle();
        CHECK(world.times_logged({Event::kShutdown}) == 0);
    }
    SECTION("but not for ever") {
        world.passes(3s);
        CHECK(world.times_logged({Event::kShutdown}) == 1);
    }
    CHECK(world.editor.reply(shutdown).error_code() == 0);
    world.editor.notifies("exit", json());
    CHECK(world.exit_code == 0);
}

TEST_CASE("an answer of gopls that comes after the proxy's is dropped") {
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

TEST_CASE("gopls dies during shutdown: it is answered and nothing is started") {
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

TEST_CASE("shutdown while a replacement keeps its distance") {
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

TEST_CASE("the end of the editor's stream ends everything") {
    World world;
    world.session_runs();
    SECTION("idle") {}
    SECTION("with a standby") {
        later_servers_hang_on(world, "initialized");
        deadlocks(world);
        world.passes(6s);
        REQUIRE(world.standby() == 2);
    }
    world.editor_goes();
    CHECK(world.exit_code == 0);
    for (Generation g = 1; g <= world.newest(); ++g) CHECK(world.gopls(g).ended);
}

TEST_CASE("an editor that leaves without a word: gopls may still have its say") {
    World world;
    world.editor_goes();
    CHECK(world.gopls(1).input_closed);
    CHECK_FALSE(world.exit_code.has_value());
    SECTION("its exit code is the proxy's") {
        world.dies(1, {2, 0});
        CHECK(world.exit_code == 2);
    }
    SECTION("it says nothing") {
        world.passes(6s);
        CHECK(world.exit_code == 0);
        CHECK(world.gopls(1).ended);
    }
}

TEST_CASE("a signal ends everything") {
    World world;
    world.session_runs();
    world.gets_signal(15);
    CHECK(world.exit_code == 128 + 15);
    CHECK(world.gopls(1).ended);
}

TEST_CASE("an editor's stream that is no LSP is answered once, then all ends") {
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
