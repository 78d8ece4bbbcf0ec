#include "io/unix_peer.hpp"

#if defined(__linux__)

#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <limits>

#include "io/sock_diag.hpp"

namespace io {

std::optional<std::uint64_t> unix_peer_of(std::uint64_t inode) {
    constexpr auto kAny = std::numeric_limits<std::uint32_t>::max();
    if (inode > kAny) return {};
    unix_diag_req request{};
    request.sdiag_family = AF_UNIX;
    request.udiag_states = kAny;
    request.udiag_ino = static_cast<std::uint32_t>(inode);
    request.udiag_show = UDIAG_SHOW_PEER;
    request.udiag_cookie[0] = request.udiag_cookie[1] = kAny;
    std::optional<std::uint64_t> peer;
    const SockDiag kernel;
    kernel.ask(std::as_bytes(std::span(&request, 1)), false, [&](auto socket) {
        const auto value = attribute_of(socket, sizeof(unix_diag_msg), UNIX_DIAG_PEER);
        if (value.size() == sizeof(std::uint32_t)) peer = read_as<std::uint32_t>(value);
    });
    return peer;
}

}  // namespace io

#else

namespace io {

std::optional<std::uint64_t> unix_peer_of(std::uint64_t) {
    return {};
}

}  // namespace io

#endif
