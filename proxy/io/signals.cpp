#include "io/signals.hpp"

#include <csignal>

#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {

struct SignalWatch::Node : WatcherNode<uv_signal_t> {};

void SignalWatch::Close::operator()(Node* node) const {
    close_node(node);
}

SignalWatch::SignalWatch(Loop& loop, int signum, std::function<void()> callback) : node_(new Node) {
    node_->callback = std::move(callback);
    uv_signal_init(loop.raw(), &node_->handle);
    node_->handle.data = node_.get();
    uv_signal_start(
        &node_->handle,
        [](uv_signal_t* handle, int) { static_cast<Node*>(handle->data)->callback(); }, signum);
}

void ignore_write_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace io
