#include "support/silent_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "support/failure.hpp"

namespace support {

SilentServer::SilentServer() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
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
    thread_ = std::thread([this] { accept_all(); });
}

SilentServer::~SilentServer() {
    stop_write_.reset();
    thread_.join();
}

void SilentServer::accept_all() {
    std::vector<FileDescriptor> held;
    for (;;) {
        std::array<pollfd, 2> fds{pollfd{listener_.get(), POLLIN, 0},
                                  pollfd{stop_read_.get(), POLLIN, 0}};
        ::poll(fds.data(), fds.size(), -1);
        if (fds[1].revents != 0) return;
        FileDescriptor connection(::accept(listener_.get(), nullptr, nullptr));
        if (connection.get() < 0) continue;
        ::fcntl(connection.get(), F_SETFD, FD_CLOEXEC);
        held.push_back(std::move(connection));
        ++connections_;
    }
}

}  // namespace support
