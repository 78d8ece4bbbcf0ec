#include "cli/disk_watch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "io_support.hpp"
#include "support/catch.hpp"

using core::DiskChange;
using core::FileChange;
using io_test::TempFolder;
using io_test::TestLoop;

namespace {

void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
}

/// A watch on one folder, and what it has told.
struct Watching {
    explicit Watching(TestLoop& t)
        : watch(t.loop, [this](const std::vector<DiskChange>& changes) {
              all.insert(all.end(), changes.begin(), changes.end());
          }) {}

    bool told(const std::string& path, FileChange change) const {
        return std::find(all.begin(), all.end(), DiskChange{path, change}) != all.end();
    }
    std::vector<DiskChange> all;
    cli::DiskWatch watch;
};

/// What is in the folder is known once a file made after the watch began is told of.
void settle(TestLoop& t, Watching& watching, const TempFolder& folder) {
    watching.watch.set_folders({folder.path()});
    int count = 0;
    t.run_until([&] {
        const std::string path = folder / ("settle" + std::to_string(count++) + ".go");
        write(path, "x");
        return !watching.all.empty();
    });
    watching.all.clear();
}

}  // namespace

TEST_CASE("what becomes of Go and module files in a folder", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "old.go", "package x\n");
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    settle(t, watching, folder);

    write(folder / "old.go", "package x // changed\n");
    t.run_until([&] { return watching.told(folder / "old.go", FileChange::kChanged); });
    write(folder / "new.go", "package x\n");
    t.run_until([&] { return watching.told(folder / "new.go", FileChange::kCreated); });
    std::filesystem::remove(folder / "old.go");
    t.run_until([&] { return watching.told(folder / "old.go", FileChange::kDeleted); });
    // As editors and tools save: another file in its place.
    write(folder / "go.mod.tmp", "module y\n");
    std::filesystem::rename(folder / "go.mod.tmp", folder / "go.mod");
    t.run_until([&] { return watching.told(folder / "go.mod", FileChange::kChanged); });
}

TEST_CASE("what is no change is not told", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    write(folder / "go.mod", "module x\n");
    Watching watching(t);
    settle(t, watching, folder);
    write(folder / "notes.txt", "hello");
    write(folder / "go.mod", "module x\n");  // the same text
    write(folder / "last.go", "package x\n");
    t.run_until([&] { return watching.told(folder / "last.go", FileChange::kCreated); });
    CHECK_FALSE(watching.told(folder / "go.mod", FileChange::kChanged));
    CHECK_FALSE(watching.told(folder / "notes.txt", FileChange::kCreated));
}

TEST_CASE("a folder that is left or missing is not watched", "[disk_watch]") {
    TestLoop t;
    const TempFolder folder;
    const TempFolder other;
    Watching watching(t);
    settle(t, watching, folder);
    watching.watch.set_folders({other.path(), folder / "missing"});
    write(folder / "a.go", "package x\n");
    int count = 0;
    t.run_until([&] {
        write(other / ("b" + std::to_string(count++) + ".go"), "x");
        return !watching.all.empty();
    });
    for (const DiskChange& change : watching.all) CHECK(change.path.starts_with(other.path()));
}

TEST_CASE("which names concern Go") {
    for (const char* name : {"a.go", "go.mod", "go.sum", "go.work", "go.work.sum"})
        CHECK(cli::concerns_go(name));
    for (const char* name : {"a.gox", "go.mod.tmp", "Makefile", ".go~", ""})
        CHECK_FALSE(cli::concerns_go(name));
}
