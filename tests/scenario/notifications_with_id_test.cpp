// Editors that use one function for all messages, and give notifications an id. gopls goes by the
// method alone and sends a reply, so each message has its usual effect.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

void session_with_ids_runs(World& world) {
    world.editor.gives_ids = true;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
}

/// Returns the id of the editor's last message.
int last_id(const World& world) {
    Wire wire;
    return wire.take(world.editor.sent_bytes).back().id;
}

}  // namespace

TEST_CASE("texts changed by notifications with ids are replayed correctly") {
    World world;
    session_with_ids_runs(world);
    world.editor.opens("file:///w/b.go", "package b\n");
    world.editor.types(kFile, {{0, 8}, {0, 9}}, "c");
    world.editor.closes("file:///w/b.go");
    CHECK_FALSE(world.editor.waits());
    CHECK(world.gopls(1).texts == world.editor.texts);
    deadlocks_and_is_replaced(world);
    CHECK(world.gopls(2).texts == world.editor.texts);
    CHECK(world.gopls(2).texts.at(kFile).text == "package c\n");
}

TEST_CASE("a notification with an id gets one reply whatever happens to its server") {
    World world;
    session_with_ids_runs(world);
    SECTION("the server answers") {
        world.editor.types(kFile, {{0, 8}, {0, 9}}, "c");
        CHECK(world.editor.reply(last_id(world)).result().at("from") == 1);
    }
    SECTION("the server refuses") {
        world.gopls(1).refuses("textDocument/didChange", "file is not open");
        world.editor.types(kFile, {{0, 8}, {0, 9}}, "c");
        CHECK(world.editor.reply(last_id(world)).error_code() != 0);
    }
    SECTION("the server dies first: the next one gets the text by the replay") {
        world.gopls(1).hangs_on("textDocument/didChange");
        world.editor.types(kFile, {{0, 8}, {0, 9}}, "c");
        const int change = last_id(world);
        CHECK_FALSE(world.editor.has_reply(change));
        world.dies(1, {0, 9});
        CHECK(world.editor.reply(change).result().is_null());
        world.passes(10s);
        CHECK(world.gopls(2).texts == world.editor.texts);
    }
    SECTION("there is no server at the moment") {
        later_servers_hang_on(world, "initialize");
        world.dies(1, {0, 9});
        world.editor.types(kFile, {{0, 8}, {0, 9}}, "c");
        CHECK(world.editor.reply(last_id(world)).result().is_null());
        world.passes(5s);
        world.gopls(2).goes_on();
        world.passes(5s);
        CHECK(world.gopls(2).texts == world.editor.texts);
    }
    CHECK_FALSE(world.editor.waits());
}

TEST_CASE("a cancel that names its own id is handled like any notification") {
    World world;
    session_with_ids_runs(world);
    const int next = last_id(world) + 1;
    world.editor.cancels(next);
    CHECK(last(world.gopls(1).received, "$/cancelRequest")->id == next);
    CHECK(world.editor.reply(next).result().at("from") == 1);
    CHECK_FALSE(world.editor.waits());
}

TEST_CASE("a standby receives notifications without their ids") {
    World world;
    session_with_ids_runs(world);
    later_servers_hang_on(world, "textDocument/didOpen");
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    world.editor.types(kFile, {{0, 8}, {0, 9}}, "c");
    const int change = last_id(world);
    const Message* followed = last(world.gopls(2).received, "textDocument/didChange");
    REQUIRE(followed);
    CHECK(followed->is_notification());
    world.gopls(2).goes_on();
    world.passes(1s);
    CHECK(world.active() == 2);
    CHECK(world.gopls(2).texts == world.editor.texts);
    CHECK(world.editor.reply(change).result().is_null());
}

TEST_CASE("an edit with an id of a document that is not open makes the texts uncertain") {
    World world;
    session_with_ids_runs(world);
    world.compares_texts = false;
    world.editor.asks("textDocument/didChange",
                      {{"textDocument", {{"uri", "file:///w/x.go"}, {"version", 2}}},
                       {"contentChanges", json::array({{{"text", "package x\n"}}})}});
    deadlocks(world);
    world.passes(1min);
    CHECK(world.active() == 1);
    CHECK(world.logged({Event::kNoReplacement}));
}

TEST_CASE("exit may have an id and shutdown may have none") {
    World world;
    world.session_runs();
    SECTION("exit with an id") {
        world.editor.asks("shutdown");
        world.editor.asks("exit");
    }
    SECTION("shutdown without an id") {
        world.editor.notifies("shutdown");
        world.editor.notifies("exit");
    }
    CHECK(world.exit_code == 0);
}
