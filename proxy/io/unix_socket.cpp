#include "io/unix_socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace io {
namespace {

using boost::system::error_code;
using Milliseconds = std::chrono::milliseconds;

/// Connections that wait to be accepted.
constexpr int kBacklog = 16;
constexpr std::size_t kMaxAnswerBytes = std::size_t{16} << 20;

/// Returns the address of a path, which must be short (104 bytes on macOS, 108 on Linux).
boost::system::result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return make_error_code(boost::system::errc::filename_too_long);
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

/// Returns a new socket that children do not inherit. -1 with `errno` if there is none.
int new_socket() {
#ifdef SOCK_CLOEXEC
    return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
#else
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
#endif
}

/// Returns whether a listener exists that accepts no connections.
bool is_full(error_code failure) {
    return failure == boost::system::errc::resource_unavailable_try_again;
}

bool is_of_this_user(int fd) {
#ifdef SO_PEERCRED
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
#else
    uid_t user = 0;
    gid_t group = 0;
    return ::getpeereid(fd, &user, &group) == 0 && user == ::geteuid();
#endif
}

/// Binds the socket to its path, in the place of a socket to which nobody listens any more.
error_code bind_to(int fd, const sockaddr_un& address, const std::string& path) {
    const auto* name = reinterpret_cast<const sockaddr*>(&address);
    if (::bind(fd, name, sizeof address) == 0) return {};
    if (errno != EADDRINUSE) return last_error();
    const auto other = connect_unix(path);
    if (other) ::close(*other);
    if (other || is_full(other.error())) {
        return make_error_code(boost::system::errc::address_in_use);
    }
    ::unlink(path.c_str());
    return ::bind(fd, name, sizeof address) == 0 ? error_code() : last_error();
}

/// Waits until the socket is ready for `events`. Returns false at the deadline.
bool ready(int fd, short events, std::chrono::steady_clock::time_point deadline) {
    for (;;) {
        const auto left = std::chrono::duration_cast<Milliseconds>(
            deadline - std::chrono::steady_clock::now() + Milliseconds(1));
        if (left.count() <= 0) return false;
        pollfd waited{fd, events, 0};
        const int found = ::poll(&waited, 1, static_cast<int>(left.count()));
        if (found > 0) return true;
        if (found < 0 && errno != EINTR) return true;  // the call that follows tells why
    }
}

}  // namespace

boost::system::result<std::unique_ptr<UnixListener>> UnixListener::open(
    Loop& loop, const std::string& path, std::function<void(int)> accepted) {
    const auto address = address_of(path);
    if (!address) return address.error();
    const int fd = new_socket();
    if (fd < 0) return last_error();
    if (const error_code error = bind_to(fd, *address, path)) {
        ::close(fd);
        return error;
    }
    if (::listen(fd, kBacklog) != 0) {
        const error_code error = last_error();
        ::unlink(path.c_str());
        ::close(fd);
        return error;
    }
    auto acceptor = Acceptor::open(loop, fd, [accepted = std::move(accepted)](int peer) {
        if (is_of_this_user(peer)) return accepted(peer);
        ::close(peer);
    });
    if (!acceptor) {
        ::unlink(path.c_str());
        return acceptor.error();
    }
    return std::unique_ptr<UnixListener>(new UnixListener(std::move(*acceptor), path));
}

UnixListener::~UnixListener() {
    ::unlink(path_.c_str());
}

boost::system::result<int> connect_unix(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return address.error();
    const int fd = new_socket();
    if (fd < 0) return last_error();
    // A listener that hangs accepts nothing. Once its backlog is full, connect() would wait for it.
    const int flags = ::fcntl(fd, F_GETFL);
    ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
        const error_code error = last_error();
        ::close(fd);
        return error;
    }
    ::fcntl(fd, F_SETFL, flags);
    return fd;
}

boost::system::result<std::string> ask_line(int fd, std::string line, Milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    const auto too_late = make_error_code(boost::system::errc::timed_out);
    line += '\n';
    for (std::size_t sent = 0; sent < line.size();) {
        if (!ready(fd, POLLOUT, deadline)) return too_late;
        const auto n =
            ::send(fd, line.data() + sent, line.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (n < 0) return last_error();
        sent += static_cast<std::size_t>(n);
    }
    std::string answer;
    while (answer.size() < kMaxAnswerBytes) {
        if (!ready(fd, POLLIN, deadline)) return too_late;
        char part[16384];
        const auto n = ::recv(fd, part, sizeof part, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (n < 0) return last_error();
        if (n == 0) return make_error_code(boost::system::errc::connection_reset);
        answer.append(part, static_cast<std::size_t>(n));
        if (const auto end = answer.find('\n'); end != std::string::npos) {
            answer.resize(end);
            return answer;
        }
    }
    return make_error_code(boost::system::errc::message_size);
}

}  // namespace io
