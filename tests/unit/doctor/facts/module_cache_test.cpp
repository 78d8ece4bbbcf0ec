#include "doctor/facts/module_cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using doctor::IncompleteModule;
using unit_test::TempFolder;

namespace {

const std::atomic<bool> kNoStop{false};

/// A cache with a complete module, of which the name has capital letters.
void write_module(const TempFolder& folder) {
    folder.write("cache/download/github.com/!masterminds/semver/@v/v1.5.0.zip", "zip");
    folder.write("cache/download/github.com/!masterminds/semver/@v/v1.5.0.ziphash", "h1:");
    folder.write("cache/download/github.com/!masterminds/semver/@v/v1.5.0.lock", "");
    folder.write("cache/download/sumdb/sum.golang.org/lookup/x@v1", "");
    folder.write("github.com/!masterminds/semver@v1.5.0/semver.go", "package semver\n");
}

constexpr const char* kPartialFile =
    "cache/download/github.com/!masterminds/semver/@v/v1.5.0.partial";

}  // namespace

TEST_CASE("A whole module cache has no incomplete modules") {
    const TempFolder folder;
    write_module(folder);
    const auto state = doctor::examine_module_cache(folder.path().string(), kNoStop);
    CHECK(state.complete);
    CHECK(state.modules == 1);
    CHECK(state.incomplete.empty());
    CHECK(doctor::examine_module_cache(folder / "missing", kNoStop).incomplete.empty());
}

TEST_CASE("A module that was extracted in part has a file .partial") {
    const TempFolder folder;
    write_module(folder);
    folder.write(kPartialFile, "");
    const auto state = doctor::examine_module_cache(folder.path().string(), kNoStop);
    REQUIRE(state.incomplete.size() == 1);
    CHECK(state.incomplete[0].fault == IncompleteModule::Fault::kPartial);
    CHECK(state.incomplete[0].module == "github.com/Masterminds/semver");
    CHECK(state.incomplete[0].version == "v1.5.0");
    CHECK(state.incomplete[0].path == folder / kPartialFile);
}

TEST_CASE("A module whose lock is held is being extracted") {
    const TempFolder folder;
    write_module(folder);
    folder.write(kPartialFile, "");
    const int fd = ::open(
        (folder / "cache/download/github.com/!masterminds/semver/@v/v1.5.0.lock").c_str(), O_RDWR);
    REQUIRE(::flock(fd, LOCK_EX) == 0);
    CHECK(doctor::examine_module_cache(folder.path().string(), kNoStop).incomplete.empty());
    ::close(fd);
    CHECK(doctor::examine_module_cache(folder.path().string(), kNoStop).incomplete.size() == 1);
}

TEST_CASE("An extracted module needs the hash of its archive") {
    const TempFolder folder;
    write_module(folder);
    std::filesystem::remove(folder /
                            "cache/download/github.com/!masterminds/semver/@v/v1.5.0.ziphash");
    const auto state = doctor::examine_module_cache(folder.path().string(), kNoStop);
    REQUIRE(state.incomplete.size() == 1);
    CHECK(state.incomplete[0].fault == IncompleteModule::Fault::kNoHash);
    CHECK(state.incomplete[0].module == "github.com/Masterminds/semver");
}

TEST_CASE("An examination that is stopped says that it is not complete") {
    const TempFolder folder;
    write_module(folder);
    CHECK_FALSE(doctor::examine_module_cache(folder.path().string(), true).complete);
}
