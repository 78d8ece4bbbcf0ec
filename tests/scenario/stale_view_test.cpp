// What changes on disk underneath gopls, and nobody tells it (docs/design.md, "Changes on disk").
#include "scenario/steps.hpp"

using namespace scenario;
using core::FileChange;

namespace {

const std::string kModFile = "file:///w/go.mod";

void editor_tells_of(World& world, const std::string& uri) {
    world.editor.notifies(kWatchedFiles, {{"changes", {{{"uri", uri}, {"type", 2}}}}});
    world.settle();
}

}  // namespace

TEST_CASE("the workspace and the folders of open documents are watched") {
    World world;
    world.session_runs();
    CHECK(world.watched == std::vector<std::string>{"/w"});
    world.editor.opens("file:///w/a/b.go", "package a\n");
    CHECK(world.watched == std::vector<std::string>{"/w", "/w/a"});
    world.editor.closes("file:///w/a/b.go");
    CHECK(world.watched == std::vector<std::string>{"/w"});
}

TEST_CASE("a change that the editor does not tell of is told for it") {
    World world;
    world.session_runs();
    world.on_disk({{"/w/go.mod", FileChange::kChanged}, {"/w/new.go", FileChange::kCreated}});
    world.passes(4s);
    CHECK_FALSE(world.gopls(1).got(kWatchedFiles));
    world.passes(2s);
    const Message* told = last(world.gopls(1).received, kWatchedFiles);
    REQUIRE(told);
    CHECK(told->body.at("params").at("changes").size() == 2);
    CHECK(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
    CHECK(world.logged({Event::kRemedy, {{"remedy", "send_watched_files"}}}));
    CHECK(last(world.editor.received, "window/logMessage")->params().at("message") ==
          "gopls-proxy: gopls has stale data: /w/go.mod, /w/new.go changed on disk, "
          "and the editor has not reported it; the proxy reported it to gopls.");
    CHECK(world.newest() == 1);
    CHECK(world.incidents.empty());
    world.passes(1min);
    CHECK(count(world.gopls(1).received, kWatchedFiles) == 1);
}

TEST_CASE("the editor that tells is not told over") {
    World world;
    world.session_runs();
    SECTION("after the disk") {
        world.on_disk({{"/w/go.mod", FileChange::kChanged}});
        world.passes(3s);
        editor_tells_of(world, kModFile);
    }
    SECTION("before the disk, and spelled in another way") {
        editor_tells_of(world, "file:///w/go%2Emod");
        world.on_disk({{"/w/go.mod", FileChange::kChanged}});
    }
    SECTION("by saving") {
        world.editor.opens(kModFile, "module a\n");
        world.on_disk({{"/w/go.mod", FileChange::kChanged}});
        world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kModFile}}}});
    }
    const auto told = count(world.gopls(1).received, kWatchedFiles);
    world.passes(1min);
    CHECK(count(world.gopls(1).received, kWatchedFiles) == told);
    CHECK_FALSE(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
}

TEST_CASE("an open document is the editor's") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.on_disk({{"/w/a.go", FileChange::kChanged}});
    world.passes(1min);
    CHECK_FALSE(world.gopls(1).got(kWatchedFiles));
    world.editor.opens(kModFile, "module a\n");  // the go command reads it from the disk
    world.on_disk({{"/w/go.mod", FileChange::kChanged}});
    world.passes(1min);
    CHECK(world.gopls(1).got(kWatchedFiles));
}

TEST_CASE("an open file that changed on disk, and that the editor does not read again, is logged") {
    const Logged line{Event::kUnreadChange, {{"path", "/w/a.go"}}};
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(10s);
    const auto changes = [&] { world.on_disk({{"/w/a.go", FileChange::kChanged}}); };
    SECTION("once for each change") {
        changes();
        changes();
        world.passes(1min);
        CHECK(world.times_logged(line) == 1);
        changes();
        world.passes(1min);
        CHECK(world.times_logged(line) == 2);
    }
    SECTION("not if it does read it") {
        changes();
        world.editor.replaces_text(kFile, "package b\n");
        world.passes(1min);
        CHECK(world.times_logged(line) == 0);
    }
    SECTION("nor if it closes it") {
        changes();
        world.editor.closes(kFile);
        world.passes(1min);
        CHECK(world.times_logged(line) == 0);
    }
    SECTION("nor if it has written it itself") {
        world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kFile}}}});
        changes();
        world.passes(1min);
        CHECK(world.times_logged(line) == 0);
    }
}

TEST_CASE("a standby hears of it too") {
    World world;
    world.session_runs();
    later_servers_hang_on(world, "initialized");
    deadlocks(world);
    world.passes(6s);
    REQUIRE(world.standby() == 2);
    world.on_disk({{"/w/go.mod", FileChange::kChanged}});
    world.passes(6s);
    world.gopls(2).goes_on();
    world.settle();
    CHECK(world.gopls(2).got(kWatchedFiles));
}

TEST_CASE("where nothing is replaced nothing is told, but it is seen") {
    core::Settings settings;
    settings.mode = core::Mode::kObserve;
    World world(settings);
    world.session_runs();
    world.on_disk({{"/w/go.mod", FileChange::kChanged}});
    world.passes(10s);
    CHECK(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
    CHECK_FALSE(world.gopls(1).got(kWatchedFiles));
}

TEST_CASE("another go command makes the views anew, once it is there to stay") {
    World world;
    world.session_runs();
    world.go_on_disk = "go 1.25";
    world.editor.opens(kFile, "package a\n");
    world.passes(11s);
    world.go_on_disk = "half of go 1.26";
    world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kFile}}}});
    world.settle();
    world.go_on_disk = "go 1.26";
    world.passes(6s);
    CHECK_FALSE(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
    world.passes(6s);
    CHECK(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
    CHECK(world.logged({Event::kRemedy, {{"remedy", "reload_view"}}}));
    CHECK(count(world.gopls(1).received, "workspace/didChangeWorkspaceFolders") == 1);
    world.passes(11s);
    world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kFile}}}});
    world.passes(1min);
    CHECK(count(world.gopls(1).received, "workspace/didChangeWorkspaceFolders") == 1);
    CHECK(world.newest() == 1);
}

TEST_CASE("a go command that is back as it was changes nothing") {
    World world;
    world.session_runs();
    world.go_on_disk = "go 1.25";
    world.editor.opens(kFile, "package a\n");
    world.passes(11s);
    world.go_on_disk = "";
    world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kFile}}}});
    world.passes(20s);
    world.go_on_disk = "go 1.25";
    world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kFile}}}});
    world.passes(1min);
    CHECK_FALSE(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
}

TEST_CASE("a server that has not begun is told of nothing: it sees the disk as it is") {
    World world;
    world.session_runs();
    world.editor.opens(kFile, "package a\n");
    world.passes(11s);
    later_servers_hang_on(world, "initialize");
    world.dies(1, {1, 0});
    REQUIRE(world.active() == 2);
    world.on_disk({{"/w/go.mod", FileChange::kChanged}});
    world.go_on_disk = "go 1.26";
    world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kFile}}}});
    world.passes(19s);
    CHECK(world.gopls(2).notifications().empty());
}
