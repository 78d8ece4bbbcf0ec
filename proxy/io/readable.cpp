#include "io/readable.hpp"

#include <utility>

#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {

struct ReadableWatch::Node : WatcherNode<uv_poll_t> {};

void ReadableWatch::Close::operator()(Node* node) const {
    close_node(node);
}

ReadableWatch::ReadableWatch(std::unique_ptr<Node, Close> node) : node_(std::move(node)) {}

boost::system::result<ReadableWatch> ReadableWatch::open(Loop& loop, int fd,
                                                         std::function<void()> callback) {
    auto node = std::make_unique<Node>();
    node->callback = std::move(callback);
    if (const int failure = uv_poll_init(loop.raw(), &node->handle, fd)) {
        return boost::system::error_code(-failure, boost::system::generic_category());
    }
    node->handle.data = node.get();
    uv_poll_start(&node->handle, UV_READABLE | UV_DISCONNECT,
                  [](uv_poll_t* handle, int, int) { static_cast<Node*>(handle->data)->call(); });
    return ReadableWatch(std::unique_ptr<Node, Close>(node.release()));
}

}  // namespace io
