// Finds the peer of a Unix-domain socket, which the table in /proc does not have.
//
// Linux only: sock_diag(7), which needs no privilege. Internal to the folder.
#pragma once

#include <cstdint>
#include <optional>

namespace io {

/// Returns the inode of the peer of the connected socket `inode` in this network namespace; 0 if
/// the other end is closed. Returns nothing where the system does not tell.
std::optional<std::uint64_t> unix_peer_of(std::uint64_t inode);

}  // namespace io
