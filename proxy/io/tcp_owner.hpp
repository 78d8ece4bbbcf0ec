// The user behind a connection over the loopback.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace io {

inline constexpr auto kNoUser = static_cast<uid_t>(-1);

/// Returns the user whose process holds the other end of a connection from 127.0.0.1:`peer_port` to
/// 127.0.0.1:`port`. Nothing if the system does not tell (Linux only), or if the other end is in
/// another network namespace. `kNoUser` if no process holds it any more, as after `close`. A user
/// id that has no name here, of another user namespace, is 65534.
std::optional<uid_t> owner_of_peer(std::uint16_t port, std::uint16_t peer_port);

}  // namespace io
