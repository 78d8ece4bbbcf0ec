#include "io/mounts.hpp"

#include <fcntl.h>

#include "unit/io/support.hpp"

namespace {

// WSL 2, WSL 1 and an ordinary Linux.
constexpr const char* kTable =
    "21 1 8:32 / / rw,relatime - ext4 /dev/sdc rw,discard\n"
    "22 21 0:19 / /mnt/wsl rw shared:1 - tmpfs none rw\n"
    "23 21 0:52 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\134;uid=1000\n"
    "24 21 0:53 / /mnt/d\\040drive rw - drvfs D: rw\n"
    "25 21 0:54 / /mnt/share rw - 9p host rw,trans=virtio\n"
    "26 21 0:55 / /mnt/e rw - virtiofs drvfsCE rw\n"
    "27 21 0:56 / /home rw - tmpfs none rw\n"
    "28 27 0:57 / /home rw - ext4 /dev/sdd rw\n"
    "malformed\n";

bool is_on_windows(const std::vector<io::MountPoint>& mounts, const char* path) {
    const io::MountPoint* mount = io::mount_of(mounts, path);
    REQUIRE(mount != nullptr);
    return io::is_windows_drive(*mount);
}

}  // namespace

TEST_CASE("Mounts are parsed, and paths are found on them", "[io]") {
    const auto mounts = io::parse_mounts(kTable);
    REQUIRE(mounts.size() == 8);
    CHECK(mounts[3].point == "/mnt/d drive");
    CHECK(io::mount_of(mounts, "/mnt/wsl/x")->type == "tmpfs");
    CHECK(io::mount_of(mounts, "/mnt/wslx")->point == "/");
    CHECK(io::mount_of(mounts, "/home/me/.cache")->source == "/dev/sdd");  // the upper one
    CHECK(io::mount_of({}, "/home") == nullptr);
}

TEST_CASE("Drives of Windows are told apart from Linux's own file systems", "[io]") {
    const auto mounts = io::parse_mounts(kTable);
    CHECK(is_on_windows(mounts, "/mnt/c/Users/me/AppData/Local/go-build"));
    CHECK(is_on_windows(mounts, "/mnt/d drive/cache"));
    CHECK(is_on_windows(mounts, "/mnt/e/cache"));
    CHECK_FALSE(is_on_windows(mounts, "/mnt/share/cache"));
    CHECK_FALSE(is_on_windows(mounts, "/mnt/cache"));
    CHECK_FALSE(is_on_windows(mounts, "/home/me/.cache/go-build"));
}

#if defined(__linux__)
TEST_CASE("The mounts of this machine can be read", "[io]") {
    const auto mounts = io::read_mounts();
    REQUIRE(io::mount_of(mounts, "/proc/self") != nullptr);
    CHECK(io::mount_of(mounts, "/proc/self")->type == "proc");
    const io_test::Fd root(::open("/", O_RDONLY | O_DIRECTORY));
    const io_test::Fd proc(::open("/proc", O_RDONLY | O_DIRECTORY));
    if (io::mount_id(root.get())) CHECK(io::mount_id(root.get()) != io::mount_id(proc.get()));
}
#endif
