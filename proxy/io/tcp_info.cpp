#include "io/tcp_info.hpp"

#if defined(__linux__)

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

namespace io {
namespace {

using Received = std::unordered_map<std::uint64_t, std::uint64_t>;

// The states of include/net/tcp_states.h.
constexpr unsigned kEstablished = 1;
constexpr unsigned kSynSent = 2;

class Netlink {
  public:
    Netlink() : fd_(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
        // A kernel without an answer must not keep this thread.
        const timeval limit{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    Netlink(const Netlink&) = delete;
    Netlink& operator=(const Netlink&) = delete;
    ~Netlink() {
        if (fd_ >= 0) ::close(fd_);
    }

    bool ask(int family) const {
        struct {
            nlmsghdr header;
            inet_diag_req_v2 request;
        } message{};
        message.header.nlmsg_len = sizeof message;
        message.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
        message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
        message.request.sdiag_family = static_cast<unsigned char>(family);
        message.request.sdiag_protocol = IPPROTO_TCP;
        message.request.idiag_ext = 1U << (INET_DIAG_INFO - 1);
        message.request.idiag_states = 1U << kEstablished | 1U << kSynSent;
        return ::send(fd_, &message, sizeof message, 0) == static_cast<ssize_t>(sizeof message);
    }
    std::size_t receive(std::span<std::byte> buffer) const {
        const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
        return n > 0 ? static_cast<std::size_t>(n) : 0;
    }

  private:
    int fd_;
};

template <class T>
T read_as(std::span<const std::byte> bytes) {
    T value{};
    std::memcpy(&value, bytes.data(), std::min(sizeof value, bytes.size()));
    return value;
}

std::size_t aligned(std::size_t n) {
    return (n + 3) & ~std::size_t{3};
}

// One connection: its description, then its attributes.
void take(std::span<const std::byte> payload, Received& received) {
    if (payload.size() < sizeof(inet_diag_msg)) return;
    const auto connection = read_as<inet_diag_msg>(payload);
    payload = payload.subspan(aligned(sizeof connection));
    while (payload.size() >= sizeof(rtattr)) {
        const auto attribute = read_as<rtattr>(payload);
        if (attribute.rta_len < sizeof attribute || attribute.rta_len > payload.size()) return;
        if (attribute.rta_type == INET_DIAG_INFO) {
            const auto value =
                payload.subspan(sizeof attribute, attribute.rta_len - sizeof attribute);
            // An older kernel's structure ends before this member.
            if (value.size() >= offsetof(tcp_info, tcpi_bytes_received) + sizeof(__u64)) {
                received[connection.idiag_inode] = read_as<tcp_info>(value).tcpi_bytes_received;
            }
        }
        const std::size_t step = aligned(attribute.rta_len);
        if (step >= payload.size()) return;
        payload = payload.subspan(step);
    }
}

// False at the end of the answer, and at what is none.
bool take_all(std::span<const std::byte> messages, Received& received) {
    while (messages.size() >= sizeof(nlmsghdr)) {
        const auto header = read_as<nlmsghdr>(messages);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > messages.size()) return false;
        if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY) return false;
        take(messages.subspan(sizeof header, header.nlmsg_len - sizeof header), received);
        const std::size_t step = aligned(header.nlmsg_len);
        if (step >= messages.size()) return true;
        messages = messages.subspan(step);
    }
    return true;
}

}  // namespace

Received received_bytes_of_connections() {
    Received received;
    const Netlink netlink;
    std::array<std::byte, 32 << 10> buffer;
    for (const int family : {AF_INET, AF_INET6}) {
        if (!netlink.ask(family)) continue;
        for (std::size_t n = netlink.receive(buffer); n > 0; n = netlink.receive(buffer))
            if (!take_all(std::span(buffer).first(n), received)) break;
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
