#include "io/remove_tree.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "io/open_folder.hpp"
#include "unit/io/support.hpp"

using io_test::Fd;
using io_test::TempFolder;

namespace {

namespace fs = std::filesystem;

const std::atomic<bool> kNever{false};

void write(const std::string& path, const std::string& text = "content") {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << text;
}

std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

Fd open_path(const std::string& path) {
    return Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

TEST_CASE("remove_entry deletes a tree, counts it, and leaves what links lead to", "[io]") {
    const TempFolder folder;
    write(folder / "kept/precious");
    write(folder / "tree/a/b/file", std::string(20'000, 'x'));
    fs::create_directory_symlink(folder / "kept", folder / "tree/a/link");
    fs::create_symlink(folder / "kept/precious", folder / "tree/file_link");
    const Fd parent = open_path(folder.path());
    const auto size = io::measure_entry(parent.get(), "tree", kNever);
    CHECK(size.complete);
    CHECK(size.entries == 6);
    CHECK(size.bytes >= 20'000);

    const io::Deletion done = io::remove_entry(parent.get(), "tree", kNever);
    CHECK(done.complete);
    CHECK(done.problem.empty());
    CHECK(done.entries == 6);
    CHECK(done.freed_bytes == size.bytes);
    CHECK_FALSE(fs::exists(folder / "tree"));
    CHECK(read(folder / "kept/precious") == "content");
}

TEST_CASE("remove_entry deletes a link and not the folder behind it", "[io]") {
    const TempFolder folder;
    write(folder / "kept/precious");
    fs::create_directory_symlink(folder / "kept", folder / "link");
    const Fd parent = open_path(folder.path());
    CHECK(io::remove_entry(parent.get(), "link", kNever).complete);
    CHECK_FALSE(fs::exists(fs::symlink_status(folder / "link")));
    CHECK(read(folder / "kept/precious") == "content");
}

TEST_CASE("a folder that becomes a link is not opened", "[io]") {
    const TempFolder folder;
    write(folder / "kept/precious");
    fs::create_directory_symlink(folder / "kept", folder / "swapped");
    const Fd parent = open_path(folder.path());
    std::optional<io::OneMount> mount;
    CHECK(io::open_folder(parent.get(), "swapped", mount, true) == nullptr);
}

TEST_CASE("remove_entry deletes folders that nobody may change or read", "[io]") {
    const TempFolder folder;
    write(folder / "tree/module@v1/file");
    write(folder / "tree/closed/file");
    REQUIRE(::chmod((folder / "tree/module@v1/file").c_str(), 0444) == 0);
    REQUIRE(::chmod((folder / "tree/module@v1").c_str(), 0555) == 0);
    REQUIRE(::chmod((folder / "tree/closed").c_str(), 0) == 0);
    const auto removes = [&] {
        const Fd parent = open_path(folder.path());
        return io::remove_entry(parent.get(), "tree", kNever).complete;
    };
    if (::geteuid() == 0) {
        // Root may do everything, so the deletion runs as somebody else.
        constexpr uid_t kNobody = 65534;
        REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
        for (const char* path : {"", "/tree", "/tree/module@v1", "/tree/module@v1/file",
                                 "/tree/closed", "/tree/closed/file"}) {
            REQUIRE(::chown((folder.path() + path).c_str(), kNobody, kNobody) == 0);
        }
        const pid_t child = ::fork();
        if (child == 0) ::_exit(::seteuid(kNobody) == 0 && removes() ? 0 : 1);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    } else {
        CHECK(removes());
    }
    CHECK_FALSE(fs::exists(folder / "tree"));
}

TEST_CASE("a file with another name frees nothing and stays as it is", "[io]") {
    const TempFolder folder;
    write(folder / "kept", std::string(50'000, 'x'));
    fs::permissions(folder / "kept", fs::perms(0400));
    fs::create_directory(folder / "tree");
    fs::create_hard_link(folder / "kept", folder / "tree/one");
    fs::create_hard_link(folder / "kept", folder / "tree/two");
    const Fd parent = open_path(folder.path());
    const auto size = io::measure_entry(parent.get(), "tree", kNever);
    CHECK(size.bytes >= 50'000);
    CHECK(size.bytes < 100'000);
    const io::Deletion done = io::remove_entry(parent.get(), "tree", kNever);
    CHECK(done.complete);
    CHECK(done.freed_bytes < 50'000);
    CHECK(fs::file_size(folder / "kept") == 50'000);
    CHECK(fs::status(folder / "kept").permissions() == fs::perms(0400));
}

TEST_CASE("remove_entry stops half way and goes on in a second run", "[io]") {
    const TempFolder folder;
    for (int i = 0; i < 1000; ++i) write(folder / ("tree/" + std::to_string(i)));
    const Fd parent = open_path(folder.path());
    std::atomic<bool> stop{false};
    const io::Deletion first =
        io::remove_entry(parent.get(), "tree", stop, [&](const io::Deletion& done) {
            CHECK(done.entries > 0);
            stop = true;
        });
    CHECK_FALSE(first.complete);
    CHECK(first.entries < 1000);
    CHECK(fs::exists(folder / "tree"));
    CHECK(io::remove_entry(parent.get(), "tree", kNever).complete);
    CHECK_FALSE(fs::exists(folder / "tree"));
    CHECK(io::remove_entry(parent.get(), "tree", kNever).complete);
}

TEST_CASE("a tree that is too deep is left, and the problem is named", "[io]") {
    const TempFolder folder;
    std::string path = folder / "tree";
    for (int i = 0; i < 70; ++i) path += "/d";
    fs::create_directories(path);
    const Fd parent = open_path(folder.path());
    const io::Deletion done = io::remove_entry(parent.get(), "tree", kNever);
    CHECK_FALSE(done.complete);
    CHECK(done.problem.find("tree/d/d/") == 0);
    CHECK(done.problem.find("nested too deeply") != std::string::npos);
}

#if defined(__linux__)
TEST_CASE("remove_entry does not cross into a mount, not even of the same file system", "[io]") {
    const TempFolder folder;
    write(folder / "outside/precious");
    fs::permissions(folder / "outside", fs::perms(0555));
    write(folder / "tree/a/file");
    fs::create_directories(folder / "tree/mounted");
    const pid_t child = ::fork();
    if (child == 0) {
        const int flags = CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER);
        const bool is_mounted =
            ::unshare(flags) == 0 &&
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
            ::mount((folder / "outside").c_str(), (folder / "tree/mounted").c_str(), nullptr,
                    MS_BIND, nullptr) == 0;
        if (!is_mounted) ::_exit(77);
        const int parent = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
        const io::Deletion done = io::remove_entry(parent, "tree", kNever);
        const bool is_named = done.problem == "tree/mounted: another file system is mounted there";
        ::_exit(!done.complete && is_named ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        WARN("not run: this machine allows no mount namespace");
        return;
    }
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(read(folder / "outside/precious") == "content");
    CHECK(fs::status(folder / "outside").permissions() == fs::perms(0555));
    CHECK_FALSE(fs::exists(folder / "tree/a"));
    fs::permissions(folder / "outside", fs::perms(0755));
}
#endif

TEST_CASE("measure_entry knows the oldest and the newest file", "[io]") {
    using namespace std::chrono;
    const TempFolder folder;
    write(folder / "tree/a/old");
    write(folder / "tree/new");
    const auto set_time = [&](const char* name, time_t seconds) {
        const timespec times[2] = {{seconds, 0}, {seconds, 0}};
        REQUIRE(::utimensat(AT_FDCWD, (folder / name).c_str(), times, 0) == 0);
    };
    set_time("tree/a/old", 1'000'000'000);
    set_time("tree/new", 1'100'000'000);
    const Fd parent = open_path(folder.path());
    const auto size = io::measure_entry(parent.get(), "tree", kNever);
    CHECK(system_clock::to_time_t(size.oldest) == 1'000'000'000);
    CHECK(system_clock::to_time_t(size.newest) == 1'100'000'000);
    CHECK(size.foreign.count == 0);
    CHECK(size.unreadable.count == 0);
}

TEST_CASE("measure_entry names what cannot be read", "[io]") {
    if (::geteuid() == 0) return;  // root reads everything
    const TempFolder folder;
    write(folder / "tree/a/closed");
    write(folder / "tree/open");
    fs::permissions(folder / "tree/a/closed", fs::perms::none);
    const Fd parent = open_path(folder.path());
    const auto size = io::measure_entry(parent.get(), "tree", kNever);
    CHECK(size.unreadable.count == 1);
    CHECK(size.unreadable.first == "tree/a/closed");
    CHECK(size.foreign.count == 0);
}
