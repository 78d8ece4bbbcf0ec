// /proc/locks: which process waits for a file lock that another process holds.
//
// Linux only. Internal to the folder. The table does not list locks of other machines (NFS). Never
// throws on malformed content.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace io {

struct LockWait {
    /// The process that holds the lock, or -1 if the kernel does not name one (locks of an open
    /// file description, other pid namespaces).
    int holder = -1;
    std::uint64_t inode = 0;  ///< of the locked file
};

/// Lock waits by waiting process.
using LockWaits = std::unordered_map<int, LockWait>;

LockWaits parse_locks(std::string_view table);

/// Reads the current table.
LockWaits read_locks();

}  // namespace io
