// Counts of received bytes for TCP connections, which the table in /proc does not have.
//
// Linux only: sock_diag(7), which needs no privilege. Internal to the folder.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace io {

/// Returns the bytes received over each connection of this network namespace that is established or
/// being established, by the inode of its socket. Empty where the system does not tell.
std::unordered_map<std::uint64_t, std::uint64_t> received_bytes_of_connections();

}  // namespace io
