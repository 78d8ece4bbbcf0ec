#include "support/silent_server.hpp"

#include <poll.h>

#include <array>
#include <vector>

namespace support {

SilentServer::~SilentServer() {
    listener_.stop();
    thread_.join();
}

void SilentServer::accept_all() {
    std::vector<FileDescriptor> held;
    for (;;) {
        std::array<pollfd, 2> fds{pollfd{listener_.fd(), POLLIN, 0},
                                  pollfd{listener_.stop_fd(), POLLIN, 0}};
        ::poll(fds.data(), fds.size(), -1);
        if (fds[1].revents != 0) return;
        FileDescriptor connection = listener_.accept();
        if (connection.get() < 0) continue;
        held.push_back(std::move(connection));
        ++connections_;
    }
}

}  // namespace support
