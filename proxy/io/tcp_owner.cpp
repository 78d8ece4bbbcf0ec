#include "io/tcp_owner.hpp"

#if defined(__linux__)

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <netinet/in.h>

#include "io/sock_diag.hpp"

namespace io {

std::optional<uid_t> owner_of_peer(std::uint16_t port, std::uint16_t peer_port) {
    inet_diag_req_v2 request{};
    request.sdiag_family = AF_INET;
    request.sdiag_protocol = IPPROTO_TCP;
    request.idiag_states = ~0U;
    request.id.idiag_sport = htons(peer_port);
    request.id.idiag_dport = htons(port);
    request.id.idiag_src[0] = request.id.idiag_dst[0] = htonl(INADDR_LOOPBACK);
    request.id.idiag_cookie[0] = request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    std::optional<uid_t> owner;
    SockDiag().ask(std::as_bytes(std::span(&request, 1)), false,
                   [&](std::span<const std::byte> socket) {
                       const auto found = read_as<inet_diag_msg>(socket);
                       if (found.id.idiag_sport != htons(peer_port)) return;
                       owner = found.idiag_inode == 0 ? kNoUser : found.idiag_uid;
                   });
    return owner;
}

}  // namespace io

#else

namespace io {

std::optional<uid_t> owner_of_peer(std::uint16_t, std::uint16_t) {
    return std::nullopt;
}

}  // namespace io

#endif
