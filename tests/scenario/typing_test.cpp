// A user types throughout a stall, and a standby follows every edit.
#include "lsp/message.hpp"
#include "scenario/steps.hpp"

using namespace scenario;

namespace {

void types(World& world, int keys, Duration apart) {
    for (int i = 0; i < keys; ++i) {
        world.editor.types(kFile, {{0, 9}, {0, 9}},
                           std::string(1, static_cast<char>('a' + i % 26)));
        world.passes(apart);
    }
}

}  // namespace

TEST_CASE("typing into a stuck gopls does not count as work") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    // CPU time that gopls needs to read ten keys a second (docs/gopls-facts.md, "Processes").
    world.gopls(1).between_looks = [](core::Snapshot& s) { s.processes.front().cpu += 9ms; };
    const int hover = deadlocks(world);
    types(world, 60, 100ms);
    CHECK(world.active() == 2);
    CHECK(world.editor.has_reply(hover));
    CHECK(world.gopls(2).texts == world.editor.texts);
}

TEST_CASE("a probe reveals a queue that hangs at a notification") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    world.gopls(1).hangs_on("textDocument/didChange");
    world.editor.types(kFile, {{0, 8}, {0, 9}}, "b");
    world.passes(1min);
    CHECK(world.active() == 2);
    CHECK(world.gopls(2).texts.at(kFile) == Text{"package b\n", 2});
}

TEST_CASE("an edit sent while a probe is open gets a probe of its own") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    constexpr auto kProbe = "$/gopls-proxy/probe";
    world.gopls(1).hangs_on(kProbe);
    world.passes(2s);
    const Message* probe = last(world.gopls(1).received, kProbe);
    REQUIRE(probe);
    types(world, 1, 2s);
    REQUIRE(last(world.gopls(1).received, kProbe)->id == probe->id);

    // gopls answers the probe, and hangs behind it, at the edit.
    world.gopls(1).writes(
        lsp::error_reply(probe->id.dump(), lsp::ErrorCode::kMethodNotFound, "method not found"));
    world.passes(20s);
    CHECK(world.active() == 2);
    CHECK(world.gopls(2).texts == world.editor.texts);
}

TEST_CASE("a standby gets every notification in order even while it loads") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    types(world, 3, 10ms);
    world.editor.notifies("workspace/didChangeWatchedFiles", {{"changes", json::array()}});
    world.editor.opens("file:///w/b.go", "package b\n");
    world.editor.closes("file:///w/b.go");
    CHECK(world.gopls(2).notifications() ==
          std::vector<std::string>{"initialized", "textDocument/didOpen", "textDocument/didChange",
                                   "textDocument/didChange", "textDocument/didChange",
                                   "workspace/didChangeWatchedFiles", "textDocument/didOpen",
                                   "textDocument/didClose"});
    // The stuck gopls gets them as well, since it may recover.
    CHECK(world.gopls(1).texts == world.editor.texts);
    CHECK(world.gopls(2).texts == world.editor.texts);
}

TEST_CASE("edits made before the standby is initialized are part of its replayed text") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(3s);
    later_servers_hang_on(world, "initialize");
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    types(world, 3, 10ms);
    CHECK(world.gopls(2).texts.empty());
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.active() == 2);
    CHECK(world.gopls(2).texts.at(kFile) == Text{"package acba\n", 4});
    CHECK_FALSE(world.gopls(2).got("textDocument/didChange"));
}
