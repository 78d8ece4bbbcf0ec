// Trees of packages, and the roots that they are watched from.
#include <filesystem>

#include "app/disk/watch.hpp"
#include "unit/app/disk/watching.hpp"

namespace fs = std::filesystem;
using namespace disk_test;

TEST_CASE("a tree of packages is watched, with what comes later", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (const char* path : {"a/b", "testdata/x", "_old", ".git/x", "vendor/v", "node_modules/n"})
        fs::create_directories(folder / path);
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    watching.trees({folder.path()});
    watching.knows(folder / "a/b");

    fs::create_directories(folder / "a/c/d");
    write(folder / "a/c/d/e.go", "package d\n");
    write(folder / "vendor/modules.txt", "# x\n");
    for (const char* path : {"testdata/x/t.go", "_old/o.go", ".git/x/g.go", "vendor/v/v.go"})
        write(folder / path, "package p\n");
    CHECK(watching.looks());
    CHECK(watching.told(folder / "a/c/d/e.go", FileChange::kCreated));
    watching.waits_for(folder / "vendor/modules.txt", FileChange::kCreated);
    CHECK(watching.all.size() == 2);
    CHECK(watching.sentences.empty());
    fs::remove_all(folder / "a");
    CHECK(watching.looks());
    CHECK(watching.told(folder / "a/c/d/e.go", FileChange::kDeleted));
    CHECK_FALSE(watching.looks());  // nothing has happened since
}

TEST_CASE("a tree has an end, which is said", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (int i = 0; i < 20; ++i) fs::create_directory(folder / std::to_string(i));
    Watching watching(t, 10);
    watching.trees({folder.path()});
    t.run_until([&] { return !watching.sentences.empty(); });
    watching.knows(folder.path());
    CHECK(watching.sentences.size() == 1);
}

TEST_CASE("what has changed since the start is told of a tree when it is first seen",
          "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "old.go", "package a\n");
    // The clock of the file system moves in steps.
    t.run_until([&] {
        write(folder / "clock", "x");
        return fs::last_write_time(folder / "clock") - fs::last_write_time(folder / "old.go") >
               std::chrono::milliseconds(40);
    });
    Watching watching(t);
    write(folder / "new.go", "package a\n");
    watching.trees({folder.path()});
    watching.waits_for(folder / "new.go", FileChange::kChanged);
    CHECK_FALSE(watching.told(folder / "old.go", FileChange::kChanged));
}

TEST_CASE("a tree that stays is not begun anew with others", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (const char* path : {"a/p", "b/p", "c/p", "w"}) fs::create_directories(folder / path);
    write(folder / "w/go.work", "use ../c\n");
    Watching watching(t);
    write(folder / "a/p/x.go", "package p\n");
    write(folder / "a/p/y.go", "package p\n");
    watching.trees({folder / "a", folder / "b"});
    for (const char* path : {"a", "a/p", "b/p"}) watching.knows(folder / path);
    t.run_until([&] {
        write(folder / "clock", "x");
        return fs::last_write_time(folder / "clock") - fs::last_write_time(folder / "a/p/y.go") >
               std::chrono::milliseconds(40);
    });
    watching.knows(folder / "a/p");  // when its files cannot be written again with the same times

    const auto change = GENERATE(0, 1, 2);
    CAPTURE(change);
    if (change == 0) watching.trees({folder / "a", folder / "b", folder / "c"});
    if (change == 1) watching.trees({folder / "a", folder / "c"});
    if (change == 2) watching.trees({folder / "a"}, folder / "w/go.work");
    fs::remove(folder / "a/p/x.go");
    watching.knows_of(folder / "c/p");
    write(folder / "b/p/late.go", "package p\n");
    watching.looks();
    CHECK(watching.told(folder / "a/p/x.go", FileChange::kDeleted));
    CHECK_FALSE(watching.told_below(folder / "a/p/y.go"));  // nothing of it is new
    CHECK(watching.told(folder / "b/p/late.go", FileChange::kCreated) == (change == 0));
}

TEST_CASE("a folder is left with the last root that it belongs to", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    const std::string m = folder / "m";
    for (const char* path : {"m/a/b", "m/a-2", "m/testdata/t/u", "m/vendor/v"})
        fs::create_directories(folder / path);
    Watching watching(t);
    const std::vector<std::string> inner{m + "/a/b", m + "/testdata/t", m + "/vendor"};
    std::vector<std::string> all = inner;
    all.push_back(m);
    watching.trees(all);
    const std::vector<std::string> folders{m,
                                           m + "/a",
                                           m + "/a-2",
                                           m + "/a/b",
                                           m + "/testdata/t",
                                           m + "/testdata/t/u",
                                           m + "/vendor",
                                           m + "/vendor/v"};
    for (const std::string& path : folders) watching.knows(path);

    std::vector<std::string> left;
    SECTION("the outer one") {
        watching.trees(inner);
        left = {m, m + "/a", m + "/a-2"};
    }
    SECTION("the inner ones") {
        watching.trees({m});
        left = {m + "/testdata/t", m + "/testdata/t/u", m + "/vendor/v"};
    }
    for (const std::string& path : folders) write(path + "/late.go", "package p\n");
    watching.knows_of(m + "/a/b");
    watching.looks();
    for (const std::string& path : folders) {
        CAPTURE(path);
        const bool is_left = std::find(left.begin(), left.end(), path) != left.end();
        CHECK(watching.told(path + "/late.go", FileChange::kCreated) != is_left);
    }
}

TEST_CASE("a root that the next tree has too is not left", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    fs::create_directories(folder / "a");
    fs::create_directories(folder / "b");
    write(folder / "go.mod", "module m\n");
    write(folder / "b/x.go", "package b\n");
    Watching watching(t);
    watching.trees({folder.path()});
    for (const char* path : {"a", "b"}) watching.knows(folder / path);
    watching.trees({folder / "a"});  // of the same module
    fs::remove(folder / "b/x.go");
    watching.knows_of(folder / "b");
    watching.looks();
    CHECK(watching.told(folder / "b/x.go", FileChange::kDeleted));
}

TEST_CASE("what a go.work no longer uses is left, and nothing else", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (const char* path : {"a/p", "n/p"}) fs::create_directories(folder / path);
    write(folder / "go.work", "use ./n\n");
    write(folder / "a/p/x.go", "package p\n");
    Watching watching(t);
    core::effect::WatchFolders wanted;
    wanted.folders = {{folder.path(), false, {"go.work"}}};
    wanted.trees = {folder / "a"};
    watching.watch.watch(wanted);
    for (const char* path : {"a/p", "n/p"}) watching.knows(folder / path);
    fs::remove(folder / "go.work");
    watching.waits_for(folder / "go.work", FileChange::kDeleted);
    watching.looks();
    fs::remove(folder / "a/p/x.go");
    write(folder / "n/p/late.go", "package p\n");
    watching.waits_for(folder / "a/p/x.go", FileChange::kDeleted);
    watching.looks();
    CHECK_FALSE(watching.told_below(folder / "n/p/late.go"));
}

TEST_CASE("room that a tree leaves is used by the others", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (int i = 0; i < 8; ++i) {
        fs::create_directories(folder / ("a/" + std::to_string(i)));
        fs::create_directories(folder / ("b/" + std::to_string(i)));
    }
    Watching watching(t, 10);
    watching.trees({folder / "a", folder / "b"});
    t.run_until([&] { return !watching.sentences.empty(); });
    watching.trees({folder / "b"});
    for (int i = 0; i < 8; ++i) watching.knows(folder / ("b/" + std::to_string(i)));
    CHECK(watching.sentences.size() == 1);
}

TEST_CASE("a file that goes while its folder becomes part of a tree", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "x.go", "package p\n");
    Watching watching(t);
    watching.packages({folder.path()});
    watching.knows(folder.path());
    core::effect::WatchFolders wanted;
    wanted.folders = {{folder.path(), true, {}}};
    wanted.trees = {folder.path()};
    watching.watch.watch(wanted);
    fs::remove(folder / "x.go");
    watching.knows_of(folder.path());
    CHECK(watching.told(folder / "x.go", FileChange::kDeleted));
}
