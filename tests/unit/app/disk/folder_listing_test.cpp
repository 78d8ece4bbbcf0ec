#include "app/disk/folder_listing.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <thread>

#include "unit/app/disk/watching.hpp"

namespace fs = std::filesystem;
using namespace disk_test;
using namespace std::chrono_literals;

namespace {

timespec now() {
    timespec time{};
    REQUIRE(::clock_gettime(CLOCK_REALTIME, &time) == 0);
    return time;
}

/// Sets the modification time of a file, as a file system with a coarse clock would.
void stamp(const std::string& file, timespec written) {
    const std::array<timespec, 2> times{timespec{0, UTIME_OMIT}, written};
    REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times.data(), 0) == 0);
}

/// Returns whether two samples of a file compare equal. Waits first until a file system with a fine
/// clock could not reuse the file's times.
bool looks_the_same(const std::string& file) {
    std::this_thread::sleep_for(40ms);
    const auto first = app::state_of(file);
    const auto second = app::state_of(file);
    REQUIRE((first && *first && second && *second));
    return **first == **second;
}

}  // namespace

TEST_CASE("state_of distrusts a whole-second time while it can recur") {
    const TempFolder folder;
    const std::string file = folder / "a.go";
    write(file, "package a\n");

    timespec written{};
    bool same = true;
    do {  // until everything happened within the two seconds
        written = {now().tv_sec, 0};
        stamp(file, written);
        same = looks_the_same(file);
    } while (now().tv_sec > written.tv_sec);
    CHECK_FALSE(same);

    stamp(file, {now().tv_sec, 1});  // written by a finer clock
    CHECK(looks_the_same(file));
    stamp(file, {now().tv_sec - 3, 0});
    CHECK(looks_the_same(file));
}

TEST_CASE("module_roots finds the modules of a folder") {
    const TempFolder folder;
    using Roots = std::vector<std::string>;
    fs::create_directories(folder / "m/svc");
    CHECK(app::module_roots(folder / "m/svc", {}) == Roots{folder / "m/svc"});
    write(folder / "m/go.mod", "module m\n");
    CHECK(app::module_roots(folder / "m/svc", {}) == Roots{folder / "m/svc", folder / "m"});
    write(folder / "go.work", "use (\n ./m\n ./n\n)\n");
    CHECK(app::module_roots(folder / "m/svc", {}) ==
          Roots{folder / "m/svc", folder / "m", folder / "n"});
    CHECK(app::module_roots(folder / "m/svc", "off") == Roots{folder / "m/svc", folder / "m"});
    write(folder / "my.work", "use ./o\n");
    CHECK(app::module_roots(folder / "m", folder / "my.work") == Roots{folder / "m", folder / "o"});
}
