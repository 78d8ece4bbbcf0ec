// The mounted file systems, and where one ends and another begins.
//
// Linux only; elsewhere the list is empty, and only device numbers tell file systems apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace io {

/// A line of /proc/self/mountinfo (proc(5)).
struct MountPoint {
    std::string point;    ///< absolute path at which it is mounted
    std::string type;     ///< `ext4`, `9p`
    std::string source;   ///< `/dev/sda1`, `C:\`
    std::string options;  ///< of the file system, comma-separated
};

/// Parses the whole file. Skips malformed lines.
std::vector<MountPoint> parse_mounts(std::string_view mountinfo);

/// Returns the mounts of this process.
std::vector<MountPoint> read_mounts();

/// Returns the mount on which the absolute path lies, or null. Of mounts on top of each other, the
/// last one counts.
const MountPoint* mount_of(const std::vector<MountPoint>& mounts, std::string_view path);

/// Returns whether this is a drive of Windows as WSL mounts it, such as /mnt/c: type `drvfs` (WSL
/// 1), or 9p or virtiofs with a drive as its source (WSL 2).
bool is_windows_drive(const MountPoint& mount);

/// Returns the number of the mount on which an open file lies. It differs between a folder and a
/// bind mount inside it, whose device is the same. Nothing where the kernel (before Linux 5.8) does
/// not tell.
std::optional<std::uint64_t> mount_id(int fd);

}  // namespace io
