#include "doctor/facts/checksums.hpp"

#include <chrono>
#include <filesystem>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

namespace {

const std::atomic<bool> kNoStop{false};

/// The SHA-256 of "hello\n".
constexpr const char* kHello = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

std::string write_old(const unit_test::TempFolder& folder, const std::string& name,
                      const std::string& text) {
    std::string file = folder.write(name, text);
    std::filesystem::last_write_time(
        file, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    return file;
}

}  // namespace

TEST_CASE("Files whose content has another hash than their name are damaged") {
    const unit_test::TempFolder folder;
    const std::string hash = kHello;
    write_old(folder, "58/" + hash + "-d", "hello\n");
    const std::string bad = write_old(folder, "00/0" + hash.substr(1) + "-d", "hello\n");
    write_old(folder, "58/" + hash + "-a", "another kind");
    write_old(folder, "README", "text");
    folder.write("11/1" + hash.substr(1) + "-d", "being written");
    const auto cache = doctor::verify_cache("GOCACHE", folder.path().string(), "-d", kNoStop);
    CHECK(cache.complete);
    CHECK(cache.files == 2);
    CHECK(cache.damaged == std::vector<std::string>{bad});
    CHECK_FALSE(doctor::verify_cache("GOCACHE", folder.path().string(), "-d", true).complete);
    CHECK(doctor::verify_cache("GOCACHE", folder / "missing", "-d", kNoStop).files == 0);
}

TEST_CASE("The words of go mod verify name the module") {
    const auto modules = doctor::modified_modules(
        "example.com/dep v1.0.0: dir has been modified (/m/example.com/dep@v1.0.0)\n"
        "go: something else\nall modules verified\nx: y (z\n"
        "example.com/Other v2.0.0: zip has been modified (/m/a (b)/v2.0.0.zip)\n");
    REQUIRE(modules.size() == 2);
    CHECK(modules[0].module == "example.com/dep");
    CHECK(modules[0].version == "v1.0.0");
    CHECK(modules[0].trouble == "dir has been modified");
    CHECK(modules[0].path == "/m/example.com/dep@v1.0.0");
    CHECK(modules[1].module == "example.com/Other");
}
