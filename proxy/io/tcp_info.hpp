// What the kernel knows of TCP connections beyond its table in /proc: how much was ever received.
//
// Linux, sock_diag(7); needs no privilege. Internal to the folder.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace io {

/// Bytes received over each connection of this network namespace that is established or being
/// made, by the inode of its socket. Empty where the system does not tell.
std::unordered_map<std::uint64_t, std::uint64_t> received_bytes_of_connections();

}  // namespace io
