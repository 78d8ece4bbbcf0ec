// Changes on disk that the editor does not report to gopls (docs/design.md, "Changes on disk").
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

TEST_CASE("a change that the editor does not report is reported by the proxy") {
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

TEST_CASE("a change that the editor reports is not reported again") {
    World world;
    world.session_runs();
    SECTION("it reports after the disk") {
        world.on_disk({{"/w/go.mod", FileChange::kChanged}});
        world.passes(3s);
        editor_tells_of(world, kModFile);
    }
    SECTION("it reports before the disk, with another spelling of the URI") {
        editor_tells_of(world, "file:///w/go%2Emod");
        world.on_disk({{"/w/go.mod", FileChange::kChanged}});
    }
    SECTION("it saves the document") {
        world.editor.opens(kModFile, "module a\n");
        world.on_disk({{"/w/go.mod", FileChange::kChanged}});
        world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kModFile}}}});
    }
    const auto told = count(world.gopls(1).received, kWatchedFiles);
    world.passes(1min);
    CHECK(count(world.gopls(1).received, kWatchedFiles) == told);
    CHECK_FALSE(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
}

TEST_CASE("changes to an open document are not reported except for go.mod") {
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

TEST_CASE("a changed file that is open and that the editor does not read again is logged") {
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
    SECTION("not if the editor reads it again") {
        changes();
        world.editor.replaces_text(kFile, "package b\n");
        world.passes(1min);
        CHECK(world.times_logged(line) == 0);
    }
    SECTION("not if the editor closes it") {
        changes();
        world.editor.closes(kFile);
        world.passes(1min);
        CHECK(world.times_logged(line) == 0);
    }
    SECTION("not if the editor has saved it itself") {
        world.editor.notifies("textDocument/didSave", {{"textDocument", {{"uri", kFile}}}});
        changes();
        world.passes(1min);
        CHECK(world.times_logged(line) == 0);
    }
}

TEST_CASE("a standby receives the change too") {
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

TEST_CASE("observe detects a stale view but reports nothing to gopls") {
    core::Settings settings;
    settings.mode = core::Mode::kObserve;
    World world(settings);
    world.session_runs();
    world.on_disk({{"/w/go.mod", FileChange::kChanged}});
    world.passes(10s);
    CHECK(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
    CHECK_FALSE(world.gopls(1).got(kWatchedFiles));
}

TEST_CASE("a new go command leads to a reload once it no longer changes") {
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

TEST_CASE("a go command that returns unchanged causes no reload") {
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

TEST_CASE("an uninitialized server gets no changes since it reads the disk afresh") {
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
