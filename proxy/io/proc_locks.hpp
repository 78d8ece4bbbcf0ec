// /proc/locks: which process waits for a file lock that another one holds.
//
// Linux only. Internal to the folder. Locks of other machines (NFS) are not
// in that table. Never throws on what it reads.
#pragma once

#include <string_view>
#include <unordered_map>

namespace io {

/// Waiting process -> process that holds what it waits for, or -1 if the kernel does not name
/// one (locks of an open file description, other pid namespaces).
using LockWaits = std::unordered_map<int, int>;

LockWaits parse_locks(std::string_view table);

/// The table of now.
LockWaits read_locks();

}  // namespace io
