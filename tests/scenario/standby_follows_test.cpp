// While a standby is prepared the editor goes on: what it says of files, folders,
// settings and documents reaches the standby once, replayed or as it comes.
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

/// A standby stands still at this message; two documents are open.
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

/// Of the notifications that a gopls got, those after the first `n`.
std::vector<std::string> from(const Gopls& gopls, std::ptrdiff_t n) {
    const auto all = gopls.notifications();
    return {all.begin() + n, all.end()};
}

json files(const std::string& key, const json& file) {
    return {{key, json::array({file})}};
}

}  // namespace

TEST_CASE("a rename and a delete of open files") {
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
    } else {  // it reads the disk as it is by then
        CHECK(world.gopls(2).notifications() ==
              std::vector<std::string>{"initialized", "textDocument/didOpen"});
    }
}

TEST_CASE("a save, with what comes before it and with its text") {
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

TEST_CASE("the trace, the settings and the folders") {
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
    // In the editor's message, or in two: gopls stops at a folder that it does not have.
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
