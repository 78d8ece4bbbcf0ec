#include "core/workspace/disk_changes.hpp"

#include <nlohmann/json.hpp>

#include "lsp/message.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using core::DiskChange;
using core::DiskChanges;
using core::FileChange;
using core::Time;

namespace {

constexpr Time kStart{1h};
constexpr auto kPatience = 5s;
using Changes = std::vector<DiskChange>;

Changes later(DiskChanges& disk) {
    return disk.take_due(kPatience, kStart + 1min);
}

}  // namespace

TEST_CASE("A change is due once the editor's time has passed") {
    DiskChanges disk;
    CHECK_FALSE(disk.due(kPatience));
    disk.seen({"/w/a.go", FileChange::kChanged}, kStart);
    disk.seen({"/w/b.go", FileChange::kCreated}, kStart + 2s);
    CHECK(disk.due(kPatience) == kStart + 5s);
    CHECK(disk.take_due(kPatience, kStart + 5s - 1ns).empty());
    CHECK(disk.take_due(kPatience, kStart + 5s) ==
          Changes{{"/w/a.go", FileChange::kChanged}, {"/w/b.go", FileChange::kCreated}});
    CHECK_FALSE(disk.due(kPatience));
}

TEST_CASE("A change that the editor reports is not due in either order") {
    DiskChanges disk;
    disk.seen({"/w/a.go", FileChange::kChanged}, kStart);
    disk.told("/w/a.go", kStart + 1s);
    disk.seen({"/w/a.go", FileChange::kChanged}, kStart + 1900ms);  // the same change
    CHECK_FALSE(disk.due(kPatience));
    disk.seen({"/w/a.go", FileChange::kChanged}, kStart + 2s);  // another change
    CHECK(disk.due(kPatience) == kStart + 7s);
}

TEST_CASE("Several changes of a file are merged") {
    DiskChanges disk;
    const auto happens = [&](FileChange first, FileChange second) {
        disk.seen({"/w/a.go", first}, kStart);
        disk.seen({"/w/a.go", second}, kStart + 1s);
        return later(disk);
    };
    CHECK(happens(FileChange::kCreated, FileChange::kDeleted).empty());
    CHECK(happens(FileChange::kCreated, FileChange::kChanged) ==
          Changes{{"/w/a.go", FileChange::kCreated}});
    CHECK(happens(FileChange::kDeleted, FileChange::kCreated) ==
          Changes{{"/w/a.go", FileChange::kChanged}});
    CHECK(happens(FileChange::kChanged, FileChange::kDeleted) ==
          Changes{{"/w/a.go", FileChange::kDeleted}});
}

TEST_CASE("Any number of reported files is accepted and forgotten in time") {
    constexpr int kFiles = 100'000;
    DiskChanges disk;
    const auto checkout = [&](Time now) {
        for (int i = 0; i < kFiles; ++i) disk.told("/w/" + std::to_string(i) + ".go", now);
    };
    checkout(kStart);
    checkout(kStart + 500ms);
    CHECK(disk.told_lately() == kFiles);
    disk.seen({"/w/7.go", FileChange::kChanged}, kStart + 1400ms);  // part of the second checkout
    CHECK(disk.empty());
    disk.told("/w/one.go", kStart + 1499ms);
    CHECK(disk.told_lately() == kFiles + 1);
    disk.told("/w/one.go", kStart + 1500ms);
    CHECK(disk.told_lately() == 1);
}

TEST_CASE("watched_files_message names each file by its URI") {
    const std::string frame = core::watched_files_message(
        {{"/w/a b.go", FileChange::kCreated}, {"/w/go.mod", FileChange::kDeleted}});
    const auto message = nlohmann::json::parse(lsp::body_of(frame));
    CHECK(message.at("method") == "workspace/didChangeWatchedFiles");
    CHECK(message.at("params").at("changes") ==
          nlohmann::json::parse(R"([{"uri":"file:///w/a%20b.go","type":1},
                                    {"uri":"file:///w/go.mod","type":3}])"));
}

TEST_CASE("is_module_file recognises module files by name") {
    for (const char* path : {"/w/go.mod", "/w/go.sum", "/w/go.work", "/w/go.work.sum"})
        CHECK(core::is_module_file(path));
    for (const char* path : {"/w/a.go", "/w/xgo.mod", "/w/go.mod/a.go"})
        CHECK_FALSE(core::is_module_file(path));
}
