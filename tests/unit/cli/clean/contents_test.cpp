#include "cli/clean/contents.hpp"

#include "support/catch.hpp"

using cli::clean::Kind;
using cli::clean::not_a_cache;

namespace {

using Entries = std::vector<std::string>;

constexpr const char* kReadme =
    "This directory holds cached build artifacts from the Go build system.\n";

}  // namespace

TEST_CASE("Real caches are recognized by their entries") {
    CHECK(not_a_cache(Kind::kGoplsCache, {"0a1b2c3d", "ffffffff"}, "").empty());
    CHECK(not_a_cache(Kind::kGoplsCache, {}, "").empty());
    CHECK(not_a_cache(Kind::kBuildCache, {"00", "7f", "README", "fuzz", "trim.txt"}, kReadme)
              .empty());
    CHECK(not_a_cache(Kind::kBuildCache, {"README"}, kReadme).empty());
    CHECK(not_a_cache(Kind::kBuildCache, {".DS_Store", "00", "trim.txt"}, "").empty());
    CHECK(not_a_cache(Kind::kModCache, {"cache", "github.com", "golang.org", "gopkg.in"}, "")
              .empty());
    CHECK(not_a_cache(Kind::kModuleIndex, {"index-2-123", "index-name-2-00ff"}, "").empty());
    CHECK(not_a_cache(Kind::kOldGeneration, {"gopls", "lock"}, "").empty());
    CHECK(not_a_cache(Kind::kOldGeneration, {"bad", "gopls", "lock"}, "").empty());
    CHECK(not_a_cache(Kind::kTemporary, {"go.mod", "go.sum"}, "").empty());
}

TEST_CASE("One entry of somebody else is enough to refuse a folder") {
    struct Row {
        Kind kind;
        Entries entries;
        std::string named;
    };
    for (const Row& row : std::vector<Row>{
             {Kind::kGoplsCache, {"0a1b2c3d", "notes.txt"}, "notes.txt"},
             {Kind::kGoplsCache, {"0a1b2c3"}, "0a1b2c3"},
             {Kind::kBuildCache, {"00", "README", "src", "trim.txt"}, "src"},
             {Kind::kBuildCache, {".git", "00", "README"}, ".git"},
             {Kind::kModCache, {".ssh", "cache", "github.com"}, ".ssh"},
             {Kind::kModCache, {"Documents", "cache"}, "Documents"},
             {Kind::kModuleIndex, {"index-2-1", "x"}, "x"},
             {Kind::kOldGeneration, {"gopls", "lock", "main.go"}, "main.go"},
         }) {
        INFO(row.named);
        CHECK(not_a_cache(row.kind, row.entries, kReadme).find("\"" + row.named + "\"") !=
              std::string::npos);
    }
}

TEST_CASE("A folder without the marks of its kind is refused") {
    CHECK_FALSE(not_a_cache(Kind::kBuildCache, {"README", "fuzz"}, "my notes").empty());
    CHECK_FALSE(not_a_cache(Kind::kBuildCache, {"ab"}, "").empty());
    CHECK_FALSE(not_a_cache(Kind::kModCache, {"github.com"}, "").empty());
}
