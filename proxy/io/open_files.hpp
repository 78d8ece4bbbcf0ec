// The files that a process has open, by /proc/<pid>/fd and fdinfo.
//
// Linux only; elsewhere the lists are empty. Does not touch the file systems that the files are on,
// which may hang. Never throws on malformed content.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace io {

struct OpenFile {
    std::string path;       ///< as the process sees it; of a file, a folder or a device
    bool writable = false;  ///< open for writing
    bool locked = false;    ///< this descriptor holds a lock on it, or inherited one
};

/// Sets `writable` and `locked` by the content of an fdinfo file (proc(5)).
void parse_fdinfo(std::string_view fdinfo, OpenFile& file);

struct OpenFiles {
    std::vector<OpenFile> files;         ///< deleted ones are left out
    std::vector<std::uint64_t> sockets;  ///< their inodes
    bool known = false;                  ///< the process may be examined
};

/// Returns what the process has open. Blocking, a few system calls for each descriptor.
OpenFiles open_files_of(int pid);

/// The number of descriptors of a process, and its present limit.
struct OpenFileUse {
    int pid = 0;
    std::uint64_t open = 0;
    std::uint64_t limit = 0;  ///< 0: none
};

/// Returns nothing for a process that may not be examined.
std::optional<OpenFileUse> open_file_use(int pid);

/// Returns the soft limit of open files in the text of /proc/<pid>/limits; 0 for none. Pure.
std::uint64_t open_file_limit_in(std::string_view limits);

}  // namespace io
