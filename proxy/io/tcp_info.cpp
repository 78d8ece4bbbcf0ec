#include "io/tcp_info.hpp"

#if defined(__linux__)

#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

#include "io/sock_diag.hpp"

namespace io {
namespace {

// The states of include/net/tcp_states.h.
constexpr unsigned kEstablished = 1;
constexpr unsigned kSynSent = 2;

}  // namespace

std::unordered_map<std::uint64_t, std::uint64_t> received_bytes_of_connections() {
    std::unordered_map<std::uint64_t, std::uint64_t> received;
    const SockDiag kernel;
    for (const int family : {AF_INET, AF_INET6}) {
        inet_diag_req_v2 request{};
        request.sdiag_family = static_cast<unsigned char>(family);
        request.sdiag_protocol = IPPROTO_TCP;
        request.idiag_ext = 1U << (INET_DIAG_INFO - 1);
        request.idiag_states = 1U << kEstablished | 1U << kSynSent;
        kernel.ask(std::as_bytes(std::span(&request, 1)), true, [&](auto connection) {
            const auto info = attribute_of(connection, sizeof(inet_diag_msg), INET_DIAG_INFO);
            // The structure of an older kernel ends before this member.
            if (info.size() < offsetof(tcp_info, tcpi_bytes_received) + sizeof(__u64)) return;
            received[read_as<inet_diag_msg>(connection).idiag_inode] =
                read_as<tcp_info>(info).tcpi_bytes_received;
        });
    }
    return received;
}

}  // namespace io

#else

namespace io {

std::unordered_map<std::uint64_t, std::uint64_t> received_bytes_of_connections() {
    return {};
}

}  // namespace io

#endif
