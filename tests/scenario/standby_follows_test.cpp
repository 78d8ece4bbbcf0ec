// The editor continues while a standby is prepared. Its changes of files, folders, settings and
// documents reach the standby once, by the replay or as they come.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// Two documents are open, and a standby hangs at this message.
void standby_waits_at(World& world, const std::string& method) {
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.editor.opens(kOther, "package b\n");
    world.passes(3s);
    later_servers_hang_on(world, method);
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    REQUIRE(world.gopls(2).got("initialized") == (method != "initialize"));
}

void takes_over(World& world) {
    world.gopls(2).goes_on();
    world.settle();
    REQUIRE(world.active() == 2);
    CHECK(world.gopls(2).texts == world.editor.texts);
}

/// Returns the notifications that a gopls received, without the first `n`.
std::vector<std::string> from(const Gopls& gopls, std::ptrdiff_t n) {
    const auto all = gopls.notifications();
    return {all.begin() + n, all.end()};
}

json files(const std::string& key, const json& file) {
    return {{key, json::array({file})}};
}

}  // namespace

TEST_CASE("a standby follows the rename and the deletion of open files") {
    World world;
    const auto stage = GENERATE(as<std::string>(), "initialize", "initialized");
    standby_waits_at(world, stage);
    const std::string renamed = "file:///w/c.go";
    world.editor.closes(kFile);
    world.editor.opens(renamed, "package a\n");
    world.editor.notifies("workspace/didRenameFiles",
                          files("files", {{"oldUri", kFile}, {"newUri", renamed}}));
    world.editor.types(renamed, {{0, 8}, {0, 9}}, "c");
    world.editor.closes(kOther);
    world.editor.notifies("workspace/didDeleteFiles", files("files", {{"uri", kOther}}));
    world.editor.notifies("workspace/didChangeWatchedFiles",
                          files("changes", {{"uri", kOther}, {"type", 3}}));
    takes_over(world);
    CHECK(world.gopls(2).texts.size() == 1);
    CHECK(world.gopls(2).texts.at(renamed) == Text{"package c\n", 2});
    if (stage == "initialized") {
        CHECK(from(world.gopls(2), 3) ==
              std::vector<std::string>{"textDocument/didClose", "textDocument/didOpen",
                                       "workspace/didRenameFiles", "textDocument/didChange",
                                       "textDocument/didClose", "workspace/didDeleteFiles",
                                       "workspace/didChangeWatchedFiles"});
    } else {  // it reads the disk afterwards
        CHECK(world.gopls(2).notifications() ==
              std::vector<std::string>{"initialized", "textDocument/didOpen"});
    }
}

TEST_CASE("a standby follows a save with willSave and the saved text") {
    World world;
    standby_waits_at(world, "initialized");
    const json will = {{"textDocument", {{"uri", kFile}}}, {"reason", 1}};
    const json did = {{"textDocument", {{"uri", kFile}}}, {"text", "package x\n"}};
    world.editor.types(kFile, {{0, 8}, {0, 9}}, "x");
    world.editor.notifies("textDocument/willSave", will);
    world.editor.notifies("textDocument/didSave", did);
    for (const Generation generation : {1, 2}) {
        REQUIRE(world.gopls(generation).got("textDocument/willSave"));
        REQUIRE(world.gopls(generation).got("textDocument/didSave"));
        CHECK(last(world.gopls(generation).received, "textDocument/willSave")->params() == will);
        CHECK(last(world.gopls(generation).received, "textDocument/didSave")->params() == did);
    }
    takes_over(world);
    CHECK(world.gopls(2).texts.at(kFile).text == "package x\n");
    CHECK(count(world.gopls(2).received, "textDocument/didSave") == 1);
}

TEST_CASE("a standby follows changes of trace and settings and folders") {
    World world;
    const auto stage = GENERATE(as<std::string>(), "initialize", "initialized");
    standby_waits_at(world, stage);
    const json added = {{"uri", "file:///v"}, {"name", "v"}};
    const json first = {{"uri", "file:///w"}, {"name", "w"}};
    const json event = {
        {"event", {{"added", json::array({added})}, {"removed", json::array({first})}}}};
    world.editor.notifies("$/setTrace", {{"value", "verbose"}});
    world.editor.notifies("workspace/didChangeConfiguration", {{"settings", {{"a", 2}}}});
    world.editor.notifies("workspace/didChangeWorkspaceFolders", event);
    world.gopls(2).asks(9, "workspace/workspaceFolders", json());
    world.settle();
    REQUIRE(world.gopls(2).answer_to(9));
    CHECK(world.gopls(2).answer_to(9)->at("result") == json::array({added}));
    takes_over(world);
    const Gopls& fresh = world.gopls(2);
    // The folders come in the editor's message or in two, since gopls stops at an unknown folder.
    REQUIRE(last(fresh.received, "workspace/didChangeWorkspaceFolders"));
    CHECK(last(fresh.received, "workspace/didChangeWorkspaceFolders")->params()["event"]["added"] ==
          json::array({added}));
    for (const auto* method : {"$/setTrace", "workspace/didChangeConfiguration"}) {
        INFO(method);
        CHECK(count(fresh.received, method) == 1);
        REQUIRE(last(fresh.received, method));
        CHECK(last(fresh.received, method)->params() ==
              last(world.gopls(1).received, method)->params());
    }
}
