// Who is at the other end of a Unix-domain socket: the table in /proc does not tell.
//
// Linux, sock_diag(7); needs no privilege. Internal to the folder.
#pragma once

#include <cstdint>
#include <optional>

namespace io {

/// The inode of the socket at the other end of the connected one with this inode, of this network
/// namespace; 0: it is closed. Nothing where the system does not tell.
std::optional<std::uint64_t> unix_peer_of(std::uint64_t inode);

}  // namespace io
