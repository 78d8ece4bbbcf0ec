#include "cli/health/find_files.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using cli::health::find_files;
using cli::health::PlannedFile;
using cli::health::read_named;

namespace {

constexpr const char* kGo = "package a\n\nfunc f() { fmt.Println() }\n";

std::vector<std::string> paths_of(const std::vector<PlannedFile>& files) {
    std::vector<std::string> paths;
    for (const PlannedFile& file : files) paths.push_back(file.path);
    return paths;
}

}  // namespace

TEST_CASE("files are found as gopls finds them") {
    const unit_test::TempFolder folder;
    folder.write("go.mod", "module a\n");
    for (const char* path : {"a.go", "b/b.go", ".git/c.go", "_old/d.go", "testdata/e.go",
                             "vendor/f.go", "node_modules/g.go", "b/_h.go", "nested/i.go"}) {
        folder.write(path, kGo);
    }
    folder.write("nested/go.mod", "module nested\n");
    folder.write("readme.md", "a.b");
    folder.write("empty.go", "package a\n");
    std::filesystem::create_symlink(folder / "a.go", folder / "link.go");
    const auto found = find_files(folder.path().string(), 9);
    REQUIRE(found.has_value());
    CHECK(paths_of(*found) == std::vector<std::string>{"a.go", "b/b.go"});
    CHECK((*found)[0].text == kGo);
    CHECK((*found)[0].uri == "file://" + (folder / "a.go"));
    CHECK((*found)[0].probes.size() == 1);

    folder.write("go.work", "go 1.26\n");
    CHECK(find_files(folder.path().string(), 9)->size() == 3);
}

TEST_CASE("a folder without Go files is an error that names it") {
    const unit_test::TempFolder folder;
    const auto found = find_files(folder.path().string(), 5);
    REQUIRE(found.has_error());
    CHECK(found.error().sentence.find(folder.path().string()) != std::string::npos);
}

TEST_CASE("a search ends at its limits") {
    const unit_test::TempFolder folder;
    for (int i = 0; i < 9; ++i) folder.write("f" + std::to_string(i) + ".go", kGo);
    CHECK(find_files(folder.path().string(), 9, {.entries = 3})->size() == 3);
    CHECK(find_files(folder.path().string(), 9, {.entries = 0}).error().sentence.find("in time") !=
          std::string::npos);
}

TEST_CASE("named files are read from the folder or by their absolute path") {
    const unit_test::TempFolder folder;
    folder.write("x/a.go", kGo);
    const std::string other = folder.write("elsewhere/b.go", kGo);
    const auto files = read_named(folder / "x", {"a.go", other});
    REQUIRE(files.has_value());
    CHECK(paths_of(*files) == std::vector<std::string>{"a.go", other});
    CHECK((*files)[1].uri == "file://" + other);

    CHECK(read_named(folder / "x", {"none.go"})
              .error()
              .sentence.starts_with("cannot read " + (folder / "x/none.go") + " (from --file)"));
    folder.write("x/go.mod", "module a.b\n");
    CHECK(read_named(folder / "x", {"go.mod"}).error().sentence.find("is not a Go file") !=
          std::string::npos);
}
