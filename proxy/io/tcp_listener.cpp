#include "io/tcp_listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <utility>

#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {
namespace {

/// Connections that wait to be accepted.
constexpr int kTcpBacklog = 16;

/// Returns a new socket that children do not inherit. -1 with `errno` if there is none.
int new_tcp_socket(int family) {
#ifdef SOCK_CLOEXEC
    return ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
    const int fd = ::socket(family, SOCK_STREAM, 0);
    if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    if (fd >= 0) ::fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
#endif
}

int accept_tcp(int listener) {
#ifdef SOCK_CLOEXEC
    return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
#else
    const int fd = ::accept(listener, nullptr, nullptr);
    if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
#endif
}

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

struct TcpListener::Node {
    uv_poll_t handle{};
    int fd = -1;
    std::function<void(int)> accepted;

    ~Node() {
        if (fd >= 0) ::close(fd);
    }
    void accept_all() {
        for (int peer = accept_tcp(fd); peer >= 0; peer = accept_tcp(fd)) accepted(peer);
    }
};

boost::system::result<std::unique_ptr<TcpListener>> TcpListener::open(
    Loop& loop, bool is_v6, std::uint16_t port, std::function<void(int)> accepted) {
    auto node = std::make_unique<Node>();
    node->accepted = std::move(accepted);
    node->fd = new_tcp_socket(is_v6 ? AF_INET6 : AF_INET);
    if (node->fd < 0 || !bind_loopback(node->fd, is_v6, port) ||
        ::listen(node->fd, kTcpBacklog) != 0) {
        return last_error();
    }
    if (const int failure = uv_poll_init(loop.raw(), &node->handle, node->fd)) {
        return boost::system::error_code(-failure, boost::system::generic_category());
    }
    node->handle.data = node.get();
    uv_poll_start(&node->handle, UV_READABLE, [](uv_poll_t* handle, int, int) {
        auto* listening = static_cast<Node*>(handle->data);
        guarded(handle->loop, [&] { listening->accept_all(); });
    });
    const std::uint16_t used = port_of(node->fd);
    return std::unique_ptr<TcpListener>(new TcpListener(node.release(), used));
}

TcpListener::~TcpListener() {
    uv_poll_stop(&node_->handle);
    close_node(node_);
}

}  // namespace io
