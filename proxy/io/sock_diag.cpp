#if defined(__linux__)

#include "io/sock_diag.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace io {
namespace {

std::size_t aligned(std::size_t n) {
    return (n + 3) & ~std::size_t{3};
}

// Returns false at the end of the answer or at an invalid message.
bool take_all(std::span<const std::byte> messages, const SockDiag::Take& take) {
    while (messages.size() >= sizeof(nlmsghdr)) {
        const auto header = read_as<nlmsghdr>(messages);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > messages.size()) return false;
        if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY) return false;
        take(messages.subspan(sizeof header, header.nlmsg_len - sizeof header));
        const std::size_t step = aligned(header.nlmsg_len);
        if (step >= messages.size()) return true;
        messages = messages.subspan(step);
    }
    return true;
}

}  // namespace

SockDiag::SockDiag() : fd_(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
    // A kernel that does not answer must not block this thread.
    const timeval limit{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

SockDiag::~SockDiag() {
    if (fd_ >= 0) ::close(fd_);
}

void SockDiag::ask(std::span<const std::byte> request, bool all, const Take& take) const {
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + request.size());
    header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    header.nlmsg_flags = NLM_F_REQUEST;
    if (all) header.nlmsg_flags |= NLM_F_DUMP;
    std::vector<std::byte> message(header.nlmsg_len);
    std::memcpy(message.data(), &header, sizeof header);
    std::memcpy(message.data() + sizeof header, request.data(), request.size());
    const auto sent = ::send(fd_, message.data(), message.size(), 0);
    if (sent != static_cast<ssize_t>(message.size())) return;
    std::array<std::byte, 32 << 10> buffer;
    for (;;) {
        const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), 0);
        if (n <= 0) return;
        if (!take_all(std::span(buffer).first(static_cast<std::size_t>(n)), take) || !all) return;
    }
}

std::span<const std::byte> attribute_of(std::span<const std::byte> socket, std::size_t skipped,
                                        unsigned type) {
    while (socket.size() > aligned(skipped)) {
        socket = socket.subspan(aligned(skipped));
        if (socket.size() < sizeof(rtattr)) return {};
        const auto attribute = read_as<rtattr>(socket);
        if (attribute.rta_len < sizeof attribute || attribute.rta_len > socket.size()) return {};
        if (attribute.rta_type == type) {
            return socket.subspan(sizeof attribute, attribute.rta_len - sizeof attribute);
        }
        skipped = attribute.rta_len;
    }
    return {};
}

}  // namespace io

#endif
