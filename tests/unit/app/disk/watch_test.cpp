#include "app/disk/watch.hpp"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "unit/app/disk/watching.hpp"

namespace fs = std::filesystem;
using namespace disk_test;

TEST_CASE("what becomes of Go and module files in a folder", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "old.go", "package x\n");
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    watching.packages({folder.path()});
    watching.knows(folder.path());

    write(folder / "old.go", "package x // changed\n");
    watching.waits_for(folder / "old.go", FileChange::kChanged);
    write(folder / "new.go", "package x\n");
    watching.waits_for(folder / "new.go", FileChange::kCreated);
    fs::remove(folder / "old.go");
    watching.waits_for(folder / "old.go", FileChange::kDeleted);
    // As editors and tools save: another file in its place.
    write(folder / "go.mod.tmp", "module y\n");
    fs::rename(folder / "go.mod.tmp", folder / "go.mod");
    watching.waits_for(folder / "go.mod", FileChange::kChanged);
}

TEST_CASE("what is no change is not told", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    watching.packages({folder.path()});
    watching.knows(folder.path());
    write(folder / "notes.txt", "hello");
    write(folder / "go.mod", "module x\n");  // the same text
    write(folder / "last.go", "package x\n");
    watching.waits_for(folder / "last.go", FileChange::kCreated);
    CHECK_FALSE(watching.told(folder / "go.mod", FileChange::kChanged));
    CHECK_FALSE(watching.told(folder / "notes.txt", FileChange::kCreated));
}

TEST_CASE("a folder that is left is not watched", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    const TempFolder other;
    Watching watching(t);
    watching.packages({folder.path()});
    watching.knows(folder.path());
    watching.packages({other.path(), folder / "missing"});
    write(folder / "a.go", "package x\n");
    watching.knows(other.path());
    write(other / "b.go", "package x\n");
    watching.waits_for(other / "b.go", FileChange::kCreated);
    CHECK_FALSE(watching.told(folder / "a.go", FileChange::kCreated));
    CHECK(watching.sentences.empty());
}

TEST_CASE("a folder that is deleted and made again is watched again", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    const std::string package = folder / "pkg";
    fs::create_directory(package);
    write(package + "/a.go", "package pkg\n");
    Watching watching(t);
    // The parent is watched, or only the folder itself, which then takes a look to be noticed.
    const bool with_parent = GENERATE(true, false);
    if (with_parent) {
        watching.packages({folder.path(), package});
        watching.knows(folder.path());
    } else {
        watching.packages({package});
    }
    watching.knows(package);
    SECTION("deleted") {
        fs::remove_all(package);
        watching.waits_for(package + "/a.go", FileChange::kDeleted);
    }
    SECTION("moved away") {
        fs::rename(package, folder / "elsewhere");
        watching.waits_for(package + "/a.go", FileChange::kDeleted);
    }
    SECTION("replaced in one go") {
        fs::create_directory(folder / "next");
        write(folder / "next/b.go", "package pkg\n");
        fs::rename(package, folder / "elsewhere");
        fs::rename(folder / "next", package);
        watching.waits_for(package + "/b.go", FileChange::kCreated);
        CHECK(watching.told(package + "/a.go", FileChange::kDeleted));
    }
    watching.looks();
    watching.all.clear();
    if (!with_parent) return;
    fs::create_directory(package);
    write(package + "/a.go", "package pkg\n");
    watching.waits_for(package + "/a.go", FileChange::kCreated);
    write(package + "/c.go", "package pkg\n");
    watching.waits_for(package + "/c.go", FileChange::kCreated);
}

TEST_CASE("a folder that does not exist yet is watched when it comes", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    Watching watching(t);
    core::effect::WatchFolders wanted;
    wanted.folders = {{folder.path(), true, {}}, {folder / "vendor", false, {"modules.txt"}}};
    watching.watch.watch(wanted);
    watching.knows(folder.path());
    fs::create_directory(folder / "vendor");
    write(folder / "vendor/modules.txt", "# x\n");
    write(folder / "vendor/a.go", "package a\n");
    watching.waits_for(folder / "vendor/modules.txt", FileChange::kCreated);
    CHECK_FALSE(watching.told(folder / "vendor/a.go", FileChange::kCreated));
    CHECK(watching.sentences.empty());
}

TEST_CASE("a folder that cannot be listed has not lost its files", "[disk_watch]") {
    app::FolderListing known;
    known.files = {{"a.go", {"1", 0}}, {"b.go", {"1", 0}}};
    app::FolderListing now;
    const auto changes = [&] { return app::bring_up_to_date(known, now, "/w"); };
    using Changes = std::vector<DiskChange>;

    SECTION("nor a file whose state cannot be told") {
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
    SECTION("nor those beyond the limit") {
        now.files = {{"b.go", {"1", 0}}, {"c.go", {"1", 0}}};
        now.complete = false;
        CHECK(changes() == Changes{{"/w/c.go", FileChange::kCreated}});
        now.files = {{"a.go", {"1", 0}}, {"d.go", {"1", 0}}};
        CHECK(changes() == Changes{});  // which may always have been there
    }
    SECTION("one that can be read at last has changed") {
        now.files = known.files;
        now.unknown = {"c.go"};
        CHECK(changes() == Changes{});
        now.files.emplace("c.go", app::FileState{"1", 0});
        now.unknown.clear();
        CHECK(changes() == Changes{{"/w/c.go", FileChange::kChanged}});
    }
}

TEST_CASE("a look says what it cannot tell", "[disk_watch]") {
    const TempFolder folder;
    write(folder / "a.go", "package a\n");
    REQUIRE(::mkfifo((folder / "go.mod").c_str(), 0600) == 0);  // would be waited for
    fs::create_symlink(folder / "nowhere", folder / "b.go");
    // A link that leads round in a circle: there, but nobody can say what it is.
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

TEST_CASE("more files than are looked at", "[disk_watch]") {
    const TempFolder folder;
    for (std::size_t i = 0; i < app::FolderListing::kMaxFiles + 10; ++i)
        write(folder / (std::to_string(i) + ".go"), "");
    const auto watched = [](const std::string&) { return boost::system::result<int>(1); };
    const auto look = app::look_at_folder({folder.path(), true, {}}, false, watched);
    REQUIRE(look.listing.has_value());
    CHECK(look.listing->files.size() == app::FolderListing::kMaxFiles);
    CHECK_FALSE(look.listing->complete);
}

TEST_CASE("a file that is asked about is looked at in any case", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    Watching watching(t);
    const std::string file = folder / "a.go";
    // In a folder that nobody watches.
    CHECK(watching.looks(file));
    CHECK(watching.all.empty());
    write(file, "package a\n");
    CHECK(watching.looks(file));
    CHECK(watching.told(file, FileChange::kCreated));
    write(file, "package a // more\n");
    CHECK(watching.looks(file));
    CHECK(watching.told(file, FileChange::kChanged));
    fs::remove(file);
    CHECK(watching.looks(file));
    CHECK(watching.told(file, FileChange::kDeleted));
    CHECK_FALSE(watching.looks(folder / "notes.txt"));
}

TEST_CASE("a look waits for what the system reports of a watch that has just begun",
          "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    Watching watching(t);
    watching.packages({folder.path()});
    // Another thread begins the watch; that it has done so is not known before the loop runs.
    bool done = false;
    bool waits = false;
    for (int i = 0; i < 5000 && !waits; ++i) {
        write(folder / (std::to_string(i) + ".go"), "package p\n");
        waits = watching.watch.look_now({}, [&] { done = true; });
        if (!waits) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    REQUIRE(waits);
    t.run_until([&] { return done; });
    watching.knows(folder.path());
}

TEST_CASE("a look does not wait for ever for events of folders that are left", "[disk_watch]") {
    TestLoop t;
    const TempFolder left;
    const TempFolder folder;
    Watching watching(t);
    watching.packages({left.path()});
    watching.knows(left.path());
    core::effect::WatchFolders wanted;
    SECTION("while another watch begins") {
        wanted.folders = {{folder.path(), true, {}}};
    }
    SECTION("while roots are found") {
        wanted.trees = {folder.path()};
    }
    SECTION("while nothing is done") {}
    watching.watch.watch(wanted);
    watching.looks();
    watching.looks();
}
