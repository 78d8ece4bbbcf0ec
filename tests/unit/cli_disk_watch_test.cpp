#include "cli/disk_watch.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "io_support.hpp"
#include "support/catch.hpp"

using core::DiskChange;
using core::FileChange;
namespace fs = std::filesystem;
using io_test::TempFolder;
using io_test::TestLoop;

namespace {

void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
}

/// A watch, and what it has told.
struct Watching {
    explicit Watching(TestLoop& t, std::size_t most_in_trees = cli::DiskWatch::kMostInTrees)
        : test(t),
          watch(t.loop,
                {[this](const std::vector<DiskChange>& changes) {
                     all.insert(all.end(), changes.begin(), changes.end());
                 },
                 [this](const std::string& sentence) { sentences.push_back(sentence); }},
                most_in_trees) {}

    bool told(const std::string& path, FileChange change) const {
        return std::find(all.begin(), all.end(), DiskChange{path, change}) != all.end();
    }
    void packages(const std::vector<std::string>& folders) {
        core::effect::WatchFolders wanted;
        for (const std::string& folder : folders) wanted.folders.push_back({folder, true, {}});
        watch.watch(wanted);
    }
    void waits_for(const std::string& path, FileChange change) {
        INFO(path);
        test.run_until([&] { return told(path, change); });
    }
    /// All that has happened so far has been looked at. False if there was nothing.
    bool looks(const std::string& file = {}) {
        bool done = false;
        if (!watch.look_now(file, [&] { done = true; })) return false;
        test.run_until([&] { return done; });
        return true;
    }
    /// What is in the folder is known once a file made after the watch began is told of.
    void knows(const std::string& folder) {
        static int count = 0;
        const std::string name = folder + "/settle" + std::to_string(count++);
        int n = 0;
        std::string path;
        test.run_until([&] {
            path = name + "-" + std::to_string(n++) + ".go";
            write(path, "x");
            return std::any_of(all.begin(), all.end(), [&](const DiskChange& change) {
                return change.path.starts_with(name);
            });
        });
        looks();
        all.clear();
    }

    TestLoop& test;
    std::vector<DiskChange> all;
    std::vector<std::string> sentences;
    cli::DiskWatch watch;
};

}  // namespace

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
    cli::FolderListing known;
    known.files = {{"a.go", {"1", 0}}, {"b.go", {"1", 0}}};
    cli::FolderListing now;
    const auto changes = [&] { return cli::bring_up_to_date(known, now, "/w"); };
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
        now.files.emplace("c.go", cli::FileState{"1", 0});
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
    const auto look = cli::look_at_folder({folder.path(), true, {}}, true, unwatched);
    REQUIRE(look.listing.has_value());
    CHECK(look.listing->files.size() == 1);
    CHECK(look.listing->files.contains("a.go"));
    CHECK(look.listing->unknown == std::set<std::string>{"c.go"});
    CHECK(look.folders == std::vector<std::string>{"d.go"});
    CHECK(look.watch.has_error());

    const auto gone = cli::look_at_folder({folder / "missing", true, {}}, false, unwatched);
    CHECK((gone.gone && gone.listing && gone.listing->files.empty()));
    const auto odd = cli::look_at_folder({folder / "c.go", true, {}}, false, unwatched);
    CHECK((!odd.gone && odd.listing.has_error()));
}

TEST_CASE("more files than are looked at", "[disk_watch]") {
    const TempFolder folder;
    for (std::size_t i = 0; i < cli::FolderListing::kMaxFiles + 10; ++i)
        write(folder / (std::to_string(i) + ".go"), "");
    const auto watched = [](const std::string&) { return boost::system::result<int>(1); };
    const auto look = cli::look_at_folder({folder.path(), true, {}}, false, watched);
    REQUIRE(look.listing.has_value());
    CHECK(look.listing->files.size() == cli::FolderListing::kMaxFiles);
    CHECK_FALSE(look.listing->complete);
}

TEST_CASE("a tree of packages is watched, with what comes later", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    for (const char* path : {"a/b", "testdata/x", "_old", ".git/x", "vendor/v", "node_modules/n"})
        fs::create_directories(folder / path);
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    core::effect::WatchFolders wanted;
    wanted.trees = {folder.path()};
    watching.watch.watch(wanted);
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
    core::effect::WatchFolders wanted;
    wanted.trees = {folder.path()};
    watching.watch.watch(wanted);
    t.run_until([&] { return !watching.sentences.empty(); });
    watching.knows(folder.path());
    CHECK(watching.sentences.size() == 1);
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
    core::effect::WatchFolders wanted;
    wanted.trees = {folder.path()};
    watching.watch.watch(wanted);
    watching.waits_for(folder / "new.go", FileChange::kChanged);
    CHECK_FALSE(watching.told(folder / "old.go", FileChange::kChanged));
}

TEST_CASE("the roots of the modules of a folder") {
    const TempFolder folder;
    using Roots = std::vector<std::string>;
    fs::create_directories(folder / "m/svc");
    CHECK(cli::module_roots(folder / "m/svc", {}) == Roots{folder / "m/svc"});
    write(folder / "m/go.mod", "module m\n");
    CHECK(cli::module_roots(folder / "m/svc", {}) == Roots{folder / "m/svc", folder / "m"});
    write(folder / "go.work", "use (\n ./m\n ./n\n)\n");
    CHECK(cli::module_roots(folder / "m/svc", {}) ==
          Roots{folder / "m/svc", folder / "m", folder / "n"});
    CHECK(cli::module_roots(folder / "m/svc", "off") == Roots{folder / "m/svc", folder / "m"});
    write(folder / "my.work", "use ./o\n");
    CHECK(cli::module_roots(folder / "m", folder / "my.work") == Roots{folder / "m", folder / "o"});
}
