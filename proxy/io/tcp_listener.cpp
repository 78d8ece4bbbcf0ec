#include "io/tcp_listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace io {
namespace {

/// Connections that wait to be accepted.
constexpr int kTcpBacklog = 16;

/// Binds to the loopback address. Returns false with `errno` if the port is not free.
bool bind_loopback(int fd, bool is_v6, std::uint16_t port) {
    const int yes = 1;
    // Connections of an earlier proxy that have ended do not block the port.
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (is_v6) {
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_addr = in6addr_loopback;
        address.sin6_port = htons(port);
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
        return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

std::uint16_t port_of(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
    // The port is at the same place in both families.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

}  // namespace

int new_tcp_socket(int family) {
#ifdef SOCK_CLOEXEC
    return ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
#else
    const int fd = ::socket(family, SOCK_STREAM, 0);
    if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
#endif
}

boost::system::result<std::unique_ptr<TcpListener>> TcpListener::open(
    Loop& loop, bool is_v6, std::uint16_t port, std::function<void(int)> accepted) {
    const int fd = new_tcp_socket(is_v6 ? AF_INET6 : AF_INET);
    if (fd < 0) return last_error();
    if (!bind_loopback(fd, is_v6, port) || ::listen(fd, kTcpBacklog) != 0) {
        const boost::system::error_code error = last_error();
        ::close(fd);
        return error;
    }
    const std::uint16_t used = port_of(fd);
    auto acceptor = Acceptor::open(loop, fd, std::move(accepted));
    if (!acceptor) return acceptor.error();
    return std::unique_ptr<TcpListener>(new TcpListener(std::move(*acceptor), used));
}

}  // namespace io
