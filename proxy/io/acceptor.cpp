#include "io/acceptor.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {
namespace {

/// How long no connection is accepted when the system has no descriptor for it.
constexpr std::chrono::seconds kPause{1};

}  // namespace

int accept_from(int listener) {
#ifdef SOCK_CLOEXEC
    return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
#else
    const int fd = ::accept(listener, nullptr, nullptr);
    if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
#endif
}

struct Acceptor::Node {
    uv_poll_t handle{};
    int fd = -1;
    std::function<void(int)> accepted;
    std::function<void()> readable;

    ~Node() {
        if (fd >= 0) ::close(fd);
    }
    void listen() {
        uv_poll_start(&handle, UV_READABLE, [](uv_poll_t* polled, int, int) {
            guarded(polled->loop, static_cast<Node*>(polled->data)->readable);
        });
    }
};

Acceptor::Acceptor(Loop& loop, Node* node)
    : node_(node), pause_(loop, [this] { node_->listen(); }) {
    node_->readable = [this] { accept_all(); };
    node_->listen();
}

boost::system::result<std::unique_ptr<Acceptor>> Acceptor::open(Loop& loop, int fd,
                                                                std::function<void(int)> accepted) {
    auto node = std::make_unique<Node>();
    node->fd = fd;
    node->accepted = std::move(accepted);
    if (::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) return last_error();
    if (const int failure = uv_poll_init(loop.raw(), &node->handle, fd)) {
        return boost::system::error_code(-failure, boost::system::generic_category());
    }
    node->handle.data = node.get();
    return std::unique_ptr<Acceptor>(new Acceptor(loop, node.release()));
}

void Acceptor::accept_all() {
    for (;;) {
        const int peer = accept_from(node_->fd);
        if (peer >= 0) {
            node_->accepted(peer);
        } else if (errno == EMFILE || errno == ENFILE) {
            // It stays readable, and polling it would burn a processor.
            uv_poll_stop(&node_->handle);
            return pause_.arm(kPause);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
}

Acceptor::~Acceptor() {
    uv_poll_stop(&node_->handle);
    close_node(node_);
}

}  // namespace io
