#include "support/loopback_listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "support/failure.hpp"

namespace support {

LoopbackListener::LoopbackListener() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    std::array<int, 2> stop{};
    if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 64) != 0 ||
        ::getsockname(listener_.get(), generic, &size) != 0 || ::pipe(stop.data()) != 0)
        throw TestFailure("cannot listen on loopback");
    stop_read_ = FileDescriptor(stop[0]);
    stop_write_ = FileDescriptor(stop[1]);
    for (const int fd : {listener_.get(), stop[0], stop[1]}) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    port_ = ntohs(address.sin_port);
}

FileDescriptor LoopbackListener::accept() const {
    FileDescriptor connection(::accept(listener_.get(), nullptr, nullptr));
    if (connection.get() >= 0) ::fcntl(connection.get(), F_SETFD, FD_CLOEXEC);
    return connection;
}

}  // namespace support
