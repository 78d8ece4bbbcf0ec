// An editor, or an agent, that does not watch files: nobody but the proxy tells gopls what changed
// on disk, and no answer may be older than the disk.
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

TEST_CASE("gopls is told what changed on disk before it is asked") {
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

TEST_CASE("it is told of a new file before that is opened") {
    World world;
    runs_without_watching(world);
    world.unseen = {{"/w/a.go", FileChange::kCreated}};
    const auto before = world.gopls(1).received.size();
    world.editor.opens(kFile, "package a\n");
    CHECK(got_since(world, before) == Methods{kWatchedFiles, "textDocument/didOpen"});
    // From here on it is the editor's.
    world.unseen = {{"/w/a.go", FileChange::kChanged}};
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.back().file.empty());
    CHECK(count(world.gopls(1).received, kWatchedFiles) == 1);
}

TEST_CASE("what changes while nobody asks is told at once") {
    World world;
    runs_without_watching(world);
    world.on_disk({{"/w/a.go", FileChange::kChanged}});
    CHECK(world.gopls(1).got(kWatchedFiles));
    world.passes(1min);
    CHECK(count(world.gopls(1).received, kWatchedFiles) == 1);
}

TEST_CASE("one look serves all that was written before it") {
    World world;
    runs_without_watching(world);
    world.editor.opens(kFile, "package a\n");
    const auto looks = world.disk_looks.size();
    world.editor.sends(request(101, kHover, at(kFile)) + request(102, kHover, at(kFile)) +
                       request(103, "workspace/symbol", {{"query", "a"}}));
    CHECK(world.disk_looks.size() == looks + 1);
    for (const int id : {101, 102, 103}) CHECK(world.editor.has_reply(id));
    // A file that is not open may lie in a folder that is not watched.
    world.editor.sends(request(104, kHover, at(kFile)) +
                       request(105, kHover, at("file:///w/b.go")));
    CHECK(world.disk_looks.size() == looks + 3);
    CHECK(world.disk_looks.back().file == "/w/b.go");
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.size() == looks + 4);
}

TEST_CASE("what comes behind a message that waits for the disk waits too") {
    World world;
    runs_without_watching(world);
    world.editor.opens(kFile, "package a\n");
    world.disk_answers = false;
    const auto before = world.gopls(1).received.size();
    const int hover = world.editor.asks(kHover, at(kFile));
    world.editor.replaces_text(kFile, "package b\n");
    CHECK(got_since(world, before).empty());
    SECTION("for as long as the disk takes") {
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
        CHECK(world.editor.has_reply(second));  // nobody waits for it twice
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

TEST_CASE("an editor that writes on while the disk is slow is read no further") {
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

TEST_CASE("typing, and the end of the session, do not wait for the disk") {
    World world;
    runs_without_watching(world);
    world.editor.opens(kFile, "package a\n");
    const auto looks = world.disk_looks.size();
    world.editor.replaces_text(kFile, "package b\n");
    world.editor.closes(kFile);
    world.editor.asks("shutdown");
    CHECK(world.disk_looks.size() == looks);
}

TEST_CASE("an editor that refuses to watch does not watch") {
    World world;
    world.session_runs();
    CHECK(world.watching.trees.empty());
    world.editor.leaves_open(kRegister);
    world.gopls(1).asks_and_waits(
        7, kRegister, watching(json::array({{{"globPattern", "**/*.{go,mod,sum,work}"}}})));
    world.settle();
    const int waiting = world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.empty());
    SECTION("in words") {
        world.editor.refuses(kRegister);
    }
    SECTION("by saying nothing") {
        world.passes(40s);
    }
    CHECK(world.editor.has_reply(waiting));
    CHECK(world.watching.trees == Methods{"/w"});
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.size() == 1);
}

TEST_CASE("an editor that watches is not made to wait") {
    World world;
    world.session_runs();
    world.gopls(1).asks(7, kRegister,
                        watching(json::array({{{"globPattern", "**/*.{go,mod,sum,work}"}}})));
    world.settle();
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.empty());
    CHECK(world.watching.trees.empty());
}

TEST_CASE("what gopls asks the editor to watch, the proxy watches too") {
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

TEST_CASE("without a folder that of the first document is watched") {
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

TEST_CASE("settings of a folder do not make gopls watch") {
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

TEST_CASE("where gopls watches by itself the proxy does not") {
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

TEST_CASE("where nothing is acted on nothing waits for the disk") {
    core::Settings settings;
    settings.mode = GENERATE(core::Mode::kObserve, core::Mode::kOff);
    World world(settings);
    runs_without_watching(world);
    world.editor.asks(kHover, at(kFile));
    CHECK(world.disk_looks.empty());
}

TEST_CASE("what waits for the disk when gopls dies goes to the next one") {
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
