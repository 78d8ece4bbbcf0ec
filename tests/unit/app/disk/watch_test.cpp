#include "app/disk/watch.hpp"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "unit/app/disk/watching.hpp"

namespace fs = std::filesystem;
using namespace disk_test;

TEST_CASE("DiskWatch reports changes of Go and module files in a folder", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "old.go", "package x\n");
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    watching.packages({folder.path()});
    watching.settle(folder.path());

    write(folder / "old.go", "package x // changed\n");
    watching.wait_for(folder / "old.go", FileChange::kChanged);
    write(folder / "new.go", "package x\n");
    watching.wait_for(folder / "new.go", FileChange::kCreated);
    fs::remove(folder / "old.go");
    watching.wait_for(folder / "old.go", FileChange::kDeleted);
    // Editors and tools save by renaming another file over the old one.
    write(folder / "go.mod.tmp", "module y\n");
    fs::rename(folder / "go.mod.tmp", folder / "go.mod");
    watching.wait_for(folder / "go.mod", FileChange::kChanged);
}

TEST_CASE("DiskWatch reports nothing if no relevant file changed", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    watching.packages({folder.path()});
    watching.settle(folder.path());
    write(folder / "notes.txt", "hello");
    write(folder / "go.mod", "module x\n");  // the same text
    write(folder / "last.go", "package x\n");
    watching.wait_for(folder / "last.go", FileChange::kCreated);
    CHECK_FALSE(watching.has_reported(folder / "go.mod", FileChange::kChanged));
    CHECK_FALSE(watching.has_reported(folder / "notes.txt", FileChange::kCreated));
}

TEST_CASE("DiskWatch stops watching a folder that is no longer wanted", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    const TempFolder other;
    Watching watching(t);
    watching.packages({folder.path()});
    watching.settle(folder.path());
    watching.packages({other.path(), folder / "missing"});
    write(folder / "a.go", "package x\n");
    watching.settle(other.path());
    write(other / "b.go", "package x\n");
    watching.wait_for(other / "b.go", FileChange::kCreated);
    CHECK_FALSE(watching.has_reported(folder / "a.go", FileChange::kCreated));
    CHECK(watching.sentences.empty());
}

TEST_CASE("DiskWatch watches a deleted folder again when it is recreated", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    const std::string package = folder / "pkg";
    fs::create_directory(package);
    write(package + "/a.go", "package pkg\n");
    Watching watching(t);
    // If only the folder itself is watched, a later look has to notice the change.
    const bool with_parent = GENERATE(true, false);
    if (with_parent) {
        watching.packages({folder.path(), package});
        watching.settle(folder.path());
    } else {
        watching.packages({package});
    }
    watching.settle(package);
    SECTION("deleted") {
        fs::remove_all(package);
        watching.wait_for(package + "/a.go", FileChange::kDeleted);
    }
    SECTION("moved away") {
        fs::rename(package, folder / "elsewhere");
        watching.wait_for(package + "/a.go", FileChange::kDeleted);
    }
    SECTION("replaced by a rename") {
        fs::create_directory(folder / "next");
        write(folder / "next/b.go", "package pkg\n");
        fs::rename(package, folder / "elsewhere");
        fs::rename(folder / "next", package);
        watching.wait_for(package + "/b.go", FileChange::kCreated);
        CHECK(watching.has_reported(package + "/a.go", FileChange::kDeleted));
    }
    watching.look();
    watching.all.clear();
    if (!with_parent) return;
    fs::create_directory(package);
    write(package + "/a.go", "package pkg\n");
    watching.wait_for(package + "/a.go", FileChange::kCreated);
    write(package + "/c.go", "package pkg\n");
    watching.wait_for(package + "/c.go", FileChange::kCreated);
}

TEST_CASE("DiskWatch watches a missing folder once it is created", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    Watching watching(t);
    core::effect::WatchFolders wanted;
    wanted.folders = {{folder.path(), true, {}}, {folder / "vendor", false, {"modules.txt"}}};
    watching.watch.watch(wanted);
    watching.settle(folder.path());
    fs::create_directory(folder / "vendor");
    write(folder / "vendor/modules.txt", "# x\n");
    write(folder / "vendor/a.go", "package a\n");
    watching.wait_for(folder / "vendor/modules.txt", FileChange::kCreated);
    CHECK_FALSE(watching.has_reported(folder / "vendor/a.go", FileChange::kCreated));
    CHECK(watching.sentences.empty());
}

TEST_CASE("bring_up_to_date reports no deletion after an incomplete listing", "[disk_watch]") {
    app::FolderListing known;
    known.files = {{"a.go", {"1", 0}}, {"b.go", {"1", 0}}};
    app::FolderListing now;
    const auto changes = [&] { return app::bring_up_to_date(known, now, "/w"); };
    using Changes = std::vector<DiskChange>;

    SECTION("a file with an unknown state") {
        now.files = {{"b.go", {"2", 0}}};
        now.unknown = {"a.go"};
        CHECK(changes() == Changes{{"/w/b.go", FileChange::kChanged}});
        CHECK(changes() == Changes{});
        now.unknown.clear();
        now.files = {{"a.go", {"1", 0}}, {"b.go", {"2", 0}}};
        CHECK(changes() == Changes{});
        now.files.erase("a.go");
        CHECK(changes() == Changes{{"/w/a.go", FileChange::kDeleted}});
    }
    SECTION("files beyond the limit") {
        now.files = {{"b.go", {"1", 0}}, {"c.go", {"1", 0}}};
        now.complete = false;
        CHECK(changes() == Changes{{"/w/c.go", FileChange::kCreated}});
        now.files = {{"a.go", {"1", 0}}, {"d.go", {"1", 0}}};
        CHECK(changes() == Changes{});  // they may have been there all along
    }
    SECTION("a file that becomes readable has changed") {
        now.files = known.files;
        now.unknown = {"c.go"};
        CHECK(changes() == Changes{});
        now.files.emplace("c.go", app::FileState{"1", 0});
        now.unknown.clear();
        CHECK(changes() == Changes{{"/w/c.go", FileChange::kChanged}});
    }
}

TEST_CASE("look_at_folder reports files with an unknown state", "[disk_watch]") {
    const TempFolder folder;
    write(folder / "a.go", "package a\n");
    REQUIRE(::mkfifo((folder / "go.mod").c_str(), 0600) == 0);  // opening it would block
    fs::create_symlink(folder / "nowhere", folder / "b.go");
    // A link to itself: the entry exists, but its target is unknown.
    fs::create_symlink(folder / "c.go", folder / "c.go");
    fs::create_directory(folder / "d.go");
    const auto unwatched = [](const std::string&) {
        return boost::system::result<int>(
            boost::system::errc::make_error_code(boost::system::errc::no_space_on_device));
    };
    const auto look = app::look_at_folder({folder.path(), true, {}}, true, unwatched);
    REQUIRE(look.listing.has_value());
    CHECK(look.listing->files.size() == 1);
    CHECK(look.listing->files.contains("a.go"));
    CHECK(look.listing->unknown == std::set<std::string>{"c.go"});
    CHECK(look.folders == std::vector<std::string>{"d.go"});
    CHECK(look.watch.has_error());

    const auto gone = app::look_at_folder({folder / "missing", true, {}}, false, unwatched);
    CHECK((gone.gone && gone.listing && gone.listing->files.empty()));
    const auto odd = app::look_at_folder({folder / "c.go", true, {}}, false, unwatched);
    CHECK((!odd.gone && odd.listing.has_error()));
}

TEST_CASE("look_at_folder stops at the limit of files", "[disk_watch]") {
    const TempFolder folder;
    for (std::size_t i = 0; i < app::FolderListing::kMaxFiles + 10; ++i)
        write(folder / (std::to_string(i) + ".go"), "");
    const auto watched = [](const std::string&) { return boost::system::result<int>(1); };
    const auto look = app::look_at_folder({folder.path(), true, {}}, false, watched);
    REQUIRE(look.listing.has_value());
    CHECK(look.listing->files.size() == app::FolderListing::kMaxFiles);
    CHECK_FALSE(look.listing->complete);
}

TEST_CASE("look_now checks the given file even in an unwatched folder", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    Watching watching(t);
    const std::string file = folder / "a.go";
    // No one watches this folder.
    CHECK(watching.look(file));
    CHECK(watching.all.empty());
    write(file, "package a\n");
    CHECK(watching.look(file));
    CHECK(watching.has_reported(file, FileChange::kCreated));
    write(file, "package a // more\n");
    CHECK(watching.look(file));
    CHECK(watching.has_reported(file, FileChange::kChanged));
    fs::remove(file);
    CHECK(watching.look(file));
    CHECK(watching.has_reported(file, FileChange::kDeleted));
    CHECK_FALSE(watching.look(folder / "notes.txt"));
}

TEST_CASE("look_now waits for events of a new watch", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    Watching watching(t);
    watching.packages({folder.path()});
    // Another thread starts the watch, and only the running loop learns of it.
    bool done = false;
    bool waits = false;
    for (int i = 0; i < 5000 && !waits; ++i) {
        write(folder / (std::to_string(i) + ".go"), "package p\n");
        waits = watching.watch.look_now({}, [&] { done = true; });
        if (!waits) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    REQUIRE(waits);
    t.run_until([&] { return done; });
    watching.settle(folder.path());
}

TEST_CASE("look_now does not wait forever for events of folders no longer watched",
          "[disk_watch]") {
    TestLoop t;
    const TempFolder left;
    const TempFolder folder;
    Watching watching(t);
    watching.packages({left.path()});
    watching.settle(left.path());
    core::effect::WatchFolders wanted;
    SECTION("while another watch starts") {
        wanted.folders = {{folder.path(), true, {}}};
    }
    SECTION("while roots are found") {
        wanted.trees = {folder.path()};
    }
    SECTION("while idle") {}
    watching.watch.watch(wanted);
    watching.look();
    watching.look();
}
