// /proc/locks: which process waits for a file lock that another one holds.
//
// Linux only. Internal to the folder. Locks of other machines (NFS) are not
// in that table. Never throws on what it reads.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace io {

struct LockWait {
    /// Process that holds what is waited for, or -1 if the kernel does not name one (locks of an
    /// open file description, other pid namespaces).
    int holder = -1;
    std::uint64_t inode = 0;  ///< of the file
};

/// By waiting process.
using LockWaits = std::unordered_map<int, LockWait>;

LockWaits parse_locks(std::string_view table);

/// The table of now.
LockWaits read_locks();

}  // namespace io
