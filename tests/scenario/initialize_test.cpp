// Hangs in initialize, and replacements that differ from the first gopls.
#include "scenario/steps.hpp"

using namespace scenario;

TEST_CASE("a hanging initialize is answered once by another gopls under the editor's id") {
    World world;
    world.gopls(1).hangs_on("initialize");
    const int initialize = world.editor.initializes();
    world.passes(19s);
    CHECK(world.newest() == 1);
    CHECK(world.editor.received.empty());
    world.passes(2s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.reply(initialize).result().contains("capabilities"));
    CHECK(world.editor.received.size() == 1);

    world.editor.notifies("initialized");
    world.editor.opens(kFile, "package a\n");
    const int hover = world.editor.asks(kHover, at(kFile));
    CHECK(world.editor.reply(hover).result().at("from") == 2);
    CHECK(count(world.gopls(2).received, "initialized") == 1);
    CHECK(world.gopls(2).texts == world.editor.texts);
}

TEST_CASE("the replacement gets the editor's own initialize parameters") {
    World world;
    world.editor.capabilities["experimental"] = {{"number", 1.5}, {"text", "\u00e9"}};
    world.session_runs();
    deadlocks_and_is_replaced(world);
    CHECK(last(world.gopls(2).received, "initialize")->params() ==
          last(world.gopls(1).received, "initialize")->params());
}

TEST_CASE("a replacement with other capabilities ends the session so the editor starts afresh") {
    World world;
    world.session_runs();
    world.on_spawn = [](Gopls& gopls) {
        gopls.initialize_result["capabilities"]["textDocumentSync"]["change"] = 1;
    };
    const int hover = deadlocks(world);
    const int command = world.editor.asks("workspace/executeCommand", {{"command", "gopls.x"}});
    world.passes(6s);
    CHECK(world.editor.reply(hover).error_code() != 0);
    CHECK(world.editor.reply(command).error_code() != 0);
    REQUIRE(world.exit_code.has_value());
    CHECK(*world.exit_code != 0);
}

TEST_CASE("a replacement with other capabilities has no effect until it is needed") {
    World world;
    world.session_runs();
    world.on_spawn = [](Gopls& gopls) {
        gopls.initialize_result["capabilities"]["positionEncoding"] = "utf-8";
        gopls.hangs_on("initialized");
    };
    const int hover = deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    REQUIRE(world.gopls(2).got("initialized"));
    SECTION("the old gopls answers first") {
        world.gopls(1).goes_on();
        world.settle();
        CHECK(world.editor.reply(hover).result().at("from") == 1);
        CHECK(world.gopls(2).ended);
        world.passes(1h);
        CHECK_FALSE(world.exit_code);
    }
    SECTION("the old gopls dies") {
        world.dies(1, {0, 9});
        CHECK(world.editor.reply(hover).error_code() != 0);
        REQUIRE(world.exit_code.has_value());
        CHECK(*world.exit_code != 0);
    }
}

TEST_CASE("a replacement that refuses initialize") {
    World world;
    world.session_runs();
    world.on_spawn = [](Gopls& gopls) {
        if (gopls.start.generation == 2) gopls.refuses("initialize");
    };
    const int hover = deadlocks(world);
    SECTION("beside a stuck gopls: it is dropped, and another is tried") {
        world.passes(5s);
        REQUIRE(world.newest() == 2);
        CHECK(world.gopls(2).ended);
        CHECK(world.active() == 1);
        CHECK_FALSE(world.gopls(2).got("initialized"));
        world.passes(1min);
        CHECK(world.active() == 3);
        CHECK(world.editor.reply(hover).result().at("from") == 3);
    }
    SECTION("in place of a dead gopls: this counts as a refusal to start") {
        world.dies(1, {0, 9});
        CHECK(world.editor.reply(hover).error_code() != 0);
        REQUIRE(world.exit_code.has_value());
        CHECK(*world.exit_code != 0);
        CHECK(world.logged({Event::kLost, {{"verdict", "refused_start"}}}));
    }
}

TEST_CASE("another version with the same capabilities may take over") {
    World world;
    world.session_runs();
    world.on_spawn = [](Gopls& gopls) {
        gopls.initialize_result["serverInfo"]["version"] = "v0.23.1";
    };
    deadlocks_and_is_replaced(world);
    CHECK(world.active() == 2);
}

TEST_CASE("a second initialize in flight at a switch gets a reply too") {
    World world;
    world.session_runs();
    world.gopls(1).hangs_on("initialize");
    const int second = world.editor.asks("initialize", json::object());
    world.passes(10s);
    REQUIRE(world.active() == 2);
    CHECK(world.editor.has_reply(second));
}

TEST_CASE("trace and configuration and folders are replayed to the replacement") {
    World world;
    world.session_runs();
    world.editor.notifies("$/setTrace", {{"value", "verbose"}});
    world.editor.notifies("workspace/didChangeConfiguration", {{"settings", {{"a", 1}}}});
    world.editor.notifies("workspace/didChangeConfiguration", {{"settings", {{"a", 2}}}});
    const json added = {{"uri", "file:///v"}, {"name", "v"}};
    world.editor.notifies(
        "workspace/didChangeWorkspaceFolders",
        {{"event", {{"added", json::array({added})}, {"removed", json::array()}}}});
    world.editor.opens(kFile, "package a\n");
    deadlocks_and_is_replaced(world);
    const Gopls& fresh = world.gopls(2);
    CHECK(fresh.notifications() ==
          std::vector<std::string>{"initialized", "$/setTrace", "workspace/didChangeConfiguration",
                                   "workspace/didChangeWorkspaceFolders", "textDocument/didOpen"});
    REQUIRE(fresh.got("$/setTrace"));
    REQUIRE(fresh.got("workspace/didChangeWorkspaceFolders"));
    CHECK(last(fresh.received, "$/setTrace")->params().at("value") == "verbose");
    CHECK(last(fresh.received, "workspace/didChangeConfiguration")->params() ==
          json{{"settings", {{"a", 2}}}});
    CHECK(last(fresh.received, "workspace/didChangeWorkspaceFolders")->params().at("event") ==
          json{{"added", json::array({added})}, {"removed", json::array()}});
}
