// Tests of watched package trees and the roots they start from.
#include <filesystem>

#include "app/disk/watch.hpp"
#include "unit/app/disk/watching.hpp"

namespace fs = std::filesystem;
using namespace disk_test;

TEST_CASE("DiskWatch watches a package tree including new folders", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (const char* path : {"a/b", "testdata/x", "_old", ".git/x", "vendor/v", "node_modules/n"})
        fs::create_directories(folder / path);
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    watching.trees({folder.path()});
    watching.settle(folder / "a/b");

    fs::create_directories(folder / "a/c/d");
    write(folder / "a/c/d/e.go", "package d\n");
    write(folder / "vendor/modules.txt", "# x\n");
    for (const char* path : {"testdata/x/t.go", "_old/o.go", ".git/x/g.go", "vendor/v/v.go"})
        write(folder / path, "package p\n");
    CHECK(watching.look());
    CHECK(watching.has_reported(folder / "a/c/d/e.go", FileChange::kCreated));
    watching.wait_for(folder / "vendor/modules.txt", FileChange::kCreated);
    CHECK(watching.all.size() == 2);
    CHECK(watching.sentences.empty());
    fs::remove_all(folder / "a");
    CHECK(watching.look());
    CHECK(watching.has_reported(folder / "a/c/d/e.go", FileChange::kDeleted));
    CHECK_FALSE(watching.look());  // nothing has happened since
}

TEST_CASE("DiskWatch reports once that a tree exceeds the limit", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (int i = 0; i < 20; ++i) fs::create_directory(folder / std::to_string(i));
    Watching watching(t, 10);
    watching.trees({folder.path()});
    t.run_until([&] { return !watching.sentences.empty(); });
    watching.settle(folder.path());
    CHECK(watching.sentences.size() == 1);
}

TEST_CASE("DiskWatch reports files changed since its start when it first reads a tree",
          "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "old.go", "package a\n");
    // The file system's clock advances in steps.
    t.run_until([&] {
        write(folder / "clock", "x");
        return fs::last_write_time(folder / "clock") - fs::last_write_time(folder / "old.go") >
               std::chrono::milliseconds(40);
    });
    Watching watching(t);
    write(folder / "new.go", "package a\n");
    watching.trees({folder.path()});
    watching.wait_for(folder / "new.go", FileChange::kChanged);
    CHECK_FALSE(watching.has_reported(folder / "old.go", FileChange::kChanged));
}

TEST_CASE("DiskWatch does not read an unchanged tree again", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (const char* path : {"a/p", "b/p", "c/p", "w"}) fs::create_directories(folder / path);
    write(folder / "w/go.work", "use ../c\n");
    Watching watching(t);
    write(folder / "a/p/x.go", "package p\n");
    write(folder / "a/p/y.go", "package p\n");
    watching.trees({folder / "a", folder / "b"});
    for (const char* path : {"a", "a/p", "b/p"}) watching.settle(folder / path);
    t.run_until([&] {
        write(folder / "clock", "x");
        return fs::last_write_time(folder / "clock") - fs::last_write_time(folder / "a/p/y.go") >
               std::chrono::milliseconds(40);
    });
    watching.settle(folder / "a/p");  // later writes get different times

    const auto change = GENERATE(0, 1, 2);
    CAPTURE(change);
    if (change == 0) watching.trees({folder / "a", folder / "b", folder / "c"});
    if (change == 1) watching.trees({folder / "a", folder / "c"});
    if (change == 2) watching.trees({folder / "a"}, folder / "w/go.work");
    fs::remove(folder / "a/p/x.go");
    watching.wait_until_watched(folder / "c/p");
    write(folder / "b/p/late.go", "package p\n");
    watching.look();
    CHECK(watching.has_reported(folder / "a/p/x.go", FileChange::kDeleted));
    CHECK_FALSE(watching.has_reported_below(folder / "a/p/y.go"));  // no new changes there
    CHECK(watching.has_reported(folder / "b/p/late.go", FileChange::kCreated) == (change == 0));
}

TEST_CASE("DiskWatch leaves a folder with the last root that contains it", "[disk_watch]") {
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
    for (const std::string& path : folders) watching.settle(path);

    std::vector<std::string> left;
    SECTION("outer root") {
        watching.trees(inner);
        left = {m, m + "/a", m + "/a-2"};
    }
    SECTION("inner roots") {
        watching.trees({m});
        left = {m + "/testdata/t", m + "/testdata/t/u", m + "/vendor/v"};
    }
    for (const std::string& path : folders) write(path + "/late.go", "package p\n");
    watching.wait_until_watched(m + "/a/b");
    watching.look();
    for (const std::string& path : folders) {
        CAPTURE(path);
        const bool is_left = std::find(left.begin(), left.end(), path) != left.end();
        CHECK(watching.has_reported(path + "/late.go", FileChange::kCreated) != is_left);
    }
}

TEST_CASE("DiskWatch keeps a root that the new tree shares", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    fs::create_directories(folder / "a");
    fs::create_directories(folder / "b");
    write(folder / "go.mod", "module m\n");
    write(folder / "b/x.go", "package b\n");
    Watching watching(t);
    watching.trees({folder.path()});
    for (const char* path : {"a", "b"}) watching.settle(folder / path);
    watching.trees({folder / "a"});  // part of the same module
    fs::remove(folder / "b/x.go");
    watching.wait_until_watched(folder / "b");
    watching.look();
    CHECK(watching.has_reported(folder / "b/x.go", FileChange::kDeleted));
}

TEST_CASE("DiskWatch leaves only the folders that go.work no longer uses", "[disk_watch]") {
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
    for (const char* path : {"a/p", "n/p"}) watching.settle(folder / path);
    fs::remove(folder / "go.work");
    watching.wait_for(folder / "go.work", FileChange::kDeleted);
    watching.look();
    fs::remove(folder / "a/p/x.go");
    write(folder / "n/p/late.go", "package p\n");
    watching.wait_for(folder / "a/p/x.go", FileChange::kDeleted);
    watching.look();
    CHECK_FALSE(watching.has_reported_below(folder / "n/p/late.go"));
}

TEST_CASE("DiskWatch reuses the room of a dropped tree", "[disk_watch]") {
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
    for (int i = 0; i < 8; ++i) watching.settle(folder / ("b/" + std::to_string(i)));
    CHECK(watching.sentences.size() == 1);
}

TEST_CASE("DiskWatch reports a file deleted while its folder joins a tree", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "x.go", "package p\n");
    Watching watching(t);
    watching.packages({folder.path()});
    watching.settle(folder.path());
    core::effect::WatchFolders wanted;
    wanted.folders = {{folder.path(), true, {}}};
    wanted.trees = {folder.path()};
    watching.watch.watch(wanted);
    fs::remove(folder / "x.go");
    watching.wait_until_watched(folder.path());
    CHECK(watching.has_reported(folder / "x.go", FileChange::kDeleted));
}
