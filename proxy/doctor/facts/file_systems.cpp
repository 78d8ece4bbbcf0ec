#include "doctor/facts/file_systems.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

namespace doctor {
namespace {

namespace fs = std::filesystem;
using PlaceClock = std::chrono::steady_clock;
using Times = std::vector<std::chrono::nanoseconds>;

constexpr std::size_t kMostStats = 64;
constexpr std::size_t kMostReads = 16;
constexpr auto kMostTime = std::chrono::milliseconds(400);
constexpr std::size_t kBlockBytes = 4096;

constexpr auto kNetworkTypes = std::to_array<std::string_view>(
    {"nfs",         "nfs4",          "cifs",           "smb2",        "smb3",      "smbfs",
     "afs",         "ceph",          "lustre",         "gfs2",        "ocfs2",     "glusterfs",
     "beegfs",      "fuse.sshfs",    "fuse.glusterfs", "fuse.ceph",   "fuse.s3fs", "fuse.gcsfuse",
     "fuse.rclone", "fuse.mergerfs", "fuse.davfs",     "fuse.juicefs"});
constexpr auto kHostTypes = std::to_array<std::string_view>(
    {"9p", "virtiofs", "vboxsf", "vmhgfs", "fuse.vmhgfs-fuse", "prl_fs", "fakeowner",
     "fuse.grpcfuse", "osxfs", "fuse.osxfs"});

template <typename List>
bool has_type(const List& list, std::string_view type) {
    return std::find(list.begin(), list.end(), type) != list.end();
}

template <typename Access>
void time_access(Times& times, Access access) {
    const auto begin = PlaceClock::now();
    if (access()) times.push_back(PlaceClock::now() - begin);
}

std::optional<std::chrono::nanoseconds> median(Times times) {
    if (times.empty()) return std::nullopt;
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

bool read_block(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0) return false;
    std::array<char, kBlockBytes> block;
    const bool read = ::read(fd, block.data(), block.size()) >= 0;
    ::close(fd);
    return read;
}

void measure_speed(const fs::path& folder, DiskPlace& place) {
    Times stats;
    Times reads;
    const auto deadline = PlaceClock::now() + kMostTime;
    std::error_code failure;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                           failure);
    for (const fs::recursive_directory_iterator end; !failure && entry != end;
         entry.increment(failure)) {
        if (stats.size() >= kMostStats || PlaceClock::now() > deadline) break;
        const std::string path = entry->path().string();
        struct stat status {};
        time_access(stats, [&] { return ::lstat(path.c_str(), &status) == 0; });
        if (reads.size() < kMostReads && S_ISREG(status.st_mode)) {
            time_access(reads, [&] { return read_block(path); });
        }
        if (entry.depth() >= 3) entry.disable_recursion_pending();
    }
    place.stat_time = median(std::move(stats));
    place.read_time = median(std::move(reads));
}

fs::path nearest_that_exists(fs::path path) {
    std::error_code failure;
    while (!fs::exists(path, failure) && path.has_relative_path()) path = path.parent_path();
    const fs::path real = fs::canonical(path, failure);
    return failure ? path : real;
}

}  // namespace

FileSystemSort sort_of(const io::MountPoint& mount) {
    if (io::is_windows_drive(mount)) return FileSystemSort::kWindowsDrive;
    if (has_type(kNetworkTypes, mount.type)) return FileSystemSort::kNetwork;
    if (has_type(kHostTypes, mount.type)) return FileSystemSort::kHost;
    if (mount.type == "overlay" || mount.type == "aufs") return FileSystemSort::kOverlay;
    if (mount.type == "tmpfs" || mount.type == "ramfs") return FileSystemSort::kMemory;
    // `fuseblk` is a disk, such as NTFS.
    if (mount.type == "fuse" || mount.type.starts_with("fuse.")) return FileSystemSort::kFuse;
    return FileSystemSort::kLocal;
}

bool is_remote(FileSystemSort sort) {
    return sort == FileSystemSort::kNetwork || sort == FileSystemSort::kHost ||
           sort == FileSystemSort::kWindowsDrive;
}

DiskPlace examine_place(const std::string& name, const std::string& path) {
    DiskPlace place;
    place.name = name;
    place.path = path;
    const fs::path folder = nearest_that_exists(path);
    const std::vector<io::MountPoint> mounts = io::read_mounts();
    if (const io::MountPoint* mount = io::mount_of(mounts, folder.string())) {
        place.sort = sort_of(*mount);
        place.type = mount->type;
        place.source = mount->source;
        place.mount = mount->point;
    }
    struct stat status {};
    if (::stat(folder.c_str(), &status) == 0) place.device = status.st_dev;
    struct statvfs space {};
    if (::statvfs(folder.c_str(), &space) == 0 && space.f_blocks > 0) {
        place.free_bytes = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
        if (space.f_files > 0) place.free_files = space.f_favail;
    }
    measure_speed(folder, place);
    place.answered = true;
    return place;
}

}  // namespace doctor
