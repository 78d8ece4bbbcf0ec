// The file systems under the folders that gopls and the go command use: their type, speed and
// space.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "io/mounts.hpp"

namespace doctor {

/// A file system by what it does to gopls.
enum class FileSystemSort {
    kLocal,
    kMemory,        ///< tmpfs: gone after a restart
    kOverlay,       ///< of a container: gone with it
    kFuse,          ///< served by a program of this machine
    kHost,          ///< a folder of the host of this virtual machine or container
    kWindowsDrive,  ///< a drive of Windows in WSL
    kNetwork,
};

/// Returns the sort of a mounted file system. Pure.
FileSystemSort sort_of(const io::MountPoint& mount);

/// A folder that gopls or the go command works in.
struct DiskPlace {
    std::string name;       ///< "the workspace", "GOMODCACHE", "the gopls cache"
    std::string path;       ///< absolute, as it is set
    bool answered = false;  ///< false: its file system did not answer in time
    FileSystemSort sort = FileSystemSort::kLocal;
    std::string type;    ///< `ext4`, `nfs4`; empty if unknown
    std::string source;  ///< `server:/export`
    std::string mount;   ///< the folder at which it is mounted
    /// The medians for a few files in it; nothing without files.
    std::optional<std::chrono::nanoseconds> stat_time = {};
    std::optional<std::chrono::nanoseconds> read_time = {};  ///< open, and 4 KiB
    std::uint64_t device = 0;                                ///< st_dev
    std::optional<std::uint64_t> free_bytes = {};            ///< for this user
    std::optional<std::uint64_t> free_files = {};  ///< nothing where files are not counted
};

/// Returns whether other machines, or the host, may change the files unseen, and each access may
/// take a message to them. Pure.
bool is_remote(FileSystemSort sort);

/// Examines the folder, or the nearest one above it that exists. Blocking: call it in a thread of
/// its own, as it may hang.
DiskPlace examine_place(const std::string& name, const std::string& path);

}  // namespace doctor
