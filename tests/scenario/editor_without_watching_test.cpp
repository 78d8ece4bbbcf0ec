// Editors and agents that do not watch files. Only the proxy can report changes on disk to gopls,
// and no answer may be older than the disk.
#include "scenario/steps.hpp"

using namespace scenario;
using core::FileChange;

namespace {

using Methods = std::vector<std::string>;

json watching(const json& watchers) {
    return {{"registrations", json::array({{{"id", "watch-0"},
                                            {"method", kWatchedFiles},
                                            {"registerOptions", {{"watchers", watchers}}}}})}};
}

}  // namespace

TEST_CASE("gopls receives changes on disk before the next request") {
    World world;
    runs_without_watching(world);
    CHECK(world.watching.trees == Methods{"/w"});
    world.unseen = {{"/w/a.go", FileChange::kChanged}, {"/w/new.go", FileChange::kCreated}};
    const auto before = world.gopls(1).received.size();
    const int hover = world.editor.asks(kHover, at(kFile));
    CHECK(world.editor.has_reply(hover));
    CHECK(world.disk_looks.back().file == "/w/a.go");
    CHECK(got_since(world, before) == Methods{kWatchedFiles, kHover});
    CHECK(last(world.gopls(1).received, kWatchedFiles)->body.at("params").at("changes").size() ==
          2);
    CHECK_FALSE(world.logged({Event::kStall, {{"verdict", "stale_view"}}}));
}

TEST_CASE("gopls receives a new file before the editor opens it") {
    World world;
    runs_without_watching(world);
    world.unseen = {{"/w/a.go", FileChange::kCreated}};
    const auto before = world.gopls(1).received.size();
    world.editor.opens(kFile, "package a\n");
    CHECK(got_since(world, before) == Methods{kWatchedFiles, "textDocument/didOpen"});
    // From here on the document belongs to the editor.
    world.unseen = {{"/w/a.go", FileChange::kChanged}};
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.back().file.empty());
    CHECK(count(world.gopls(1).received, kWatchedFiles) == 1);
}

TEST_CASE("a change on disk without a waiting request is reported at once") {
    World world;
    runs_without_watching(world);
    world.on_disk({{"/w/a.go", FileChange::kChanged}});
    CHECK(world.gopls(1).got(kWatchedFiles));
    world.passes(1min);
    CHECK(count(world.gopls(1).received, kWatchedFiles) == 1);
}

TEST_CASE("one check of the disk serves all messages written before it") {
    World world;
    runs_without_watching(world);
    world.editor.opens(kFile, "package a\n");
    const auto looks = world.disk_looks.size();
    world.editor.sends(request(101, kHover, at(kFile)) + request(102, kHover, at(kFile)) +
                       request(103, "workspace/symbol", {{"query", "a"}}));
    CHECK(world.disk_looks.size() == looks + 1);
    for (const int id : {101, 102, 103}) CHECK(world.editor.has_reply(id));
    // A file that is not open may be in an unwatched folder, so it needs a check of its own.
    world.editor.sends(request(104, kHover, at(kFile)) +
                       request(105, kHover, at("file:///w/b.go")));
    CHECK(world.disk_looks.size() == looks + 3);
    CHECK(world.disk_looks.back().file == "/w/b.go");
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.size() == looks + 4);
}

TEST_CASE("messages behind one that waits for the disk wait too") {
    World world;
    runs_without_watching(world);
    world.editor.opens(kFile, "package a\n");
    world.disk_answers = false;
    const auto before = world.gopls(1).received.size();
    const int hover = world.editor.asks(kHover, at(kFile));
    world.editor.replaces_text(kFile, "package b\n");
    CHECK(got_since(world, before).empty());
    SECTION("as long as the disk takes") {
        world.passes(50ms);
        CHECK(got_since(world, before).empty());
        world.unseen = {{"/w/b.go", FileChange::kChanged}};
        world.disk_answers = true;
        world.settle();
        CHECK(got_since(world, before) == Methods{kWatchedFiles, kHover, "textDocument/didChange"});
    }
    SECTION("but not for a disk that hangs") {
        world.passes(200ms);
        CHECK(got_since(world, before) == Methods{kHover, "textDocument/didChange"});
        CHECK(world.logged({Event::kSlowDisk}));
        const int second = world.editor.asks(kHover, at(kFile));
        CHECK(world.editor.has_reply(second));  // no second wait for the same check
        world.unseen = {{"/w/b.go", FileChange::kChanged}};
        world.disk_answers = true;
        world.settle();
        CHECK(world.gopls(1).got(kWatchedFiles));
        const auto looks = world.disk_looks.size();
        world.editor.asks(kHover, at(kFile));
        CHECK(world.disk_looks.size() == looks + 1);
    }
    CHECK(world.editor.has_reply(hover));
}

TEST_CASE("an editor that keeps writing while the disk is slow is paused") {
    World world;
    runs_without_watching(world);
    world.editor.opens(kFile, "package a\n");
    world.disk_answers = false;
    world.editor.asks(kHover, at(kFile));
    const std::string text(100'000, ' ');
    for (int i = 0; i < 20; ++i) world.editor.replaces_text(kFile, "package a\n" + text);
    REQUIRE_FALSE(world.editor_pauses.empty());
    CHECK(world.editor_pauses.back().paused);
    world.disk_answers = true;
    world.settle();
    CHECK_FALSE(world.editor_pauses.back().paused);
    CHECK(world.gopls(1).texts == world.editor.texts);
}

TEST_CASE("edits and the end of the session do not wait for the disk") {
    World world;
    runs_without_watching(world);
    world.editor.opens(kFile, "package a\n");
    const auto looks = world.disk_looks.size();
    world.editor.replaces_text(kFile, "package b\n");
    world.editor.closes(kFile);
    world.editor.asks("shutdown");
    CHECK(world.disk_looks.size() == looks);
}

TEST_CASE("an editor that refuses to watch files counts as not watching") {
    World world;
    world.session_runs();
    CHECK(world.watching.trees.empty());
    world.editor.leaves_open(kRegister);
    world.gopls(1).asks_and_waits(
        7, kRegister, watching(json::array({{{"globPattern", "**/*.{go,mod,sum,work}"}}})));
    world.settle();
    const int waiting = world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.empty());
    SECTION("it answers with an error") {
        world.editor.refuses(kRegister);
    }
    SECTION("it never answers") {
        world.passes(40s);
    }
    CHECK(world.editor.has_reply(waiting));
    CHECK(world.watching.trees == Methods{"/w"});
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.size() == 1);
}

TEST_CASE("an editor that watches files never waits for the disk") {
    World world;
    world.session_runs();
    world.gopls(1).asks(7, kRegister,
                        watching(json::array({{{"globPattern", "**/*.{go,mod,sum,work}"}}})));
    world.settle();
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.empty());
    CHECK(world.watching.trees.empty());
}

TEST_CASE("the proxy watches the folders that gopls asks the editor to watch") {
    World world;
    world.session_runs();
    world.gopls(1).asks(
        7, kRegister,
        watching(json::array(
            {{{"globPattern", {{"baseUri", "file:///other/m"}, {"pattern", "**/*.{go,mod}"}}}},
             {{"globPattern", {{"baseUri", "file:///up"}, {"pattern", "my.work"}}}}})));
    world.settle();
    CHECK(world.watched == Methods{"/w", "/other/m"});
    const auto& folders = world.watching.folders;
    CHECK(std::any_of(folders.begin(), folders.end(), [](const core::WatchedFolder& folder) {
        return folder.path == "/up" && folder.counts("my.work") && !folder.counts("a.go");
    }));
    world.editor.opens("file:///other/m/a/x.go", "package a\n");
    CHECK(world.watched == Methods{"/w", "/other/m", "/other/m/a"});
}

TEST_CASE("without a workspace folder the proxy watches the folder of the first document") {
    World world;
    world.editor.capabilities["workspace"].erase("didChangeWatchedFiles");
    const bool removed = GENERATE(true, false);
    if (removed) {
        world.session_runs();
        world.editor.notifies(
            kReload, {{"event",
                       {{"added", json::array()},
                        {"removed", json::array({{{"uri", "file:///w"}, {"name", "w"}}})}}}});
    } else {
        world.editor.asks(
            "initialize",
            {{"processId", 1}, {"rootUri", nullptr}, {"capabilities", world.editor.capabilities}});
        world.editor.notifies("initialized");
    }
    CHECK(world.watching.trees.empty());
    world.editor.opens("file:///m/a.go", "package a\n");
    CHECK(world.watching.trees == Methods{"/m"});
    CHECK(world.watched == Methods{"/m"});
    world.editor.opens("file:///other/b.go", "package b\n");
    CHECK(world.watching.trees == Methods{"/m"});
    world.unseen = {{"/m/b.go", FileChange::kCreated}};
    const auto before = world.gopls(1).received.size();
    world.editor.asks(kHover, at("file:///m/a.go"));
    CHECK(got_since(world, before) == Methods{kWatchedFiles, kHover});
}

TEST_CASE("settings scoped to a folder do not change who watches files") {
    World world;
    runs_without_watching(world);
    world.editor.settings = {{"fileWatcher", "poll"}, {"env", {{"GOWORK", "/w/my.work"}}}};
    json question = {{"section", "gopls"}, {"scopeUri", "file:///w"}};
    world.gopls(1).asks(1, "workspace/configuration", {{"items", json::array({question})}});
    world.settle();
    CHECK(world.watching.trees == Methods{"/w"});
    CHECK(world.watching.go_work == "/w/my.work");
    question.erase("scopeUri");
    world.gopls(1).asks(2, "workspace/configuration", {{"items", json::array({question})}});
    world.settle();
    CHECK(world.watching.trees.empty());
    world.editor.settings = {{"fileWatcher", "off"}};
    world.gopls(1).asks(3, "workspace/configuration", {{"items", json::array({question})}});
    world.settle();
    CHECK(world.watching.trees == Methods{"/w"});
}

TEST_CASE("the proxy does not watch if gopls watches by itself") {
    World world;
    world.editor.capabilities["workspace"].erase("didChangeWatchedFiles");
    world.editor.settings = {{"fileWatcher", "fsnotify"}};
    world.session_runs();
    world.gopls(1).asks(1, "workspace/configuration",
                        {{"items", json::array({{{"section", "gopls"}}})}});
    world.settle();
    CHECK(world.watching.trees.empty());
    CHECK(world.watching.folders.empty());
    const auto looks = world.disk_looks.size();
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.size() == looks);
}

TEST_CASE("in modes that do not act no message waits for the disk") {
    core::Settings settings;
    settings.mode = GENERATE(core::Mode::kObserve, core::Mode::kOff);
    World world(settings);
    runs_without_watching(world);
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.empty());
}

TEST_CASE("a request that waits for the disk when gopls dies goes to the next gopls") {
    World world;
    runs_without_watching(world);
    world.disk_answers = false;
    const int hover = world.editor.asks(kHover, at(kFile));
    world.dies(1, {2, 0});
    world.disk_answers = true;
    world.passes(10s);
    CHECK(world.editor.has_reply(hover));
    CHECK(world.active() == 2);
}
