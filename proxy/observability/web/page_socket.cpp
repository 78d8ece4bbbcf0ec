#include "observability/web/page_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <utility>

namespace observability::web {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;

PageSocket::PageSocket(boost::beast::tcp_stream stream, Visitor visitor, Events events)
    : stream_(std::move(stream)), visitor_(visitor), events_(std::move(events)) {}

void PageSocket::accept(const Request& request) {
    request_ = request;
    // The WebSocket has time limits of its own: it pings a silent page.
    stream_.next_layer().expires_never();
    stream_.set_option(websocket::stream_base::timeout::suggested(boost::beast::role_type::server));
    stream_.read_message_max(kMaxMessageBytes);
    stream_.async_accept(request_, [self = shared_from_this()](error_code failure) {
        if (failure) return;
        self->stream_.text(true);
        self->events_.opened(self);
        self->read();
    });
}

void PageSocket::read() {
    stream_.async_read(received_, [self = shared_from_this()](error_code failure, std::size_t) {
        if (failure) return self->close();
        const auto bytes = self->received_.data();
        const std::string message(static_cast<const char*>(bytes.data()), bytes.size());
        self->received_.consume(bytes.size());
        self->events_.received(self, message);
        self->read();
    });
}

void PageSocket::send(std::string message) {
    if (closed_) return;
    waiting_.push_back(std::move(message));
    if (waiting_.size() == 1) write();
}

void PageSocket::write() {
    stream_.async_write(boost::asio::buffer(waiting_.front()),
                        [self = shared_from_this()](error_code failure, std::size_t) {
                            if (failure) return self->close();
                            self->waiting_.pop_front();
                            if (!self->waiting_.empty()) self->write();
                        });
}

void PageSocket::close() {
    if (std::exchange(closed_, true)) return;
    error_code ignored;
    stream_.next_layer().socket().close(ignored);
    events_.closed(shared_from_this());
}

void PageSocket::end(std::function<void()> done) {
    closed_ = true;
    stream_.async_close(
        websocket::close_reason(websocket::close_code::going_away, "ended"),
        [self = shared_from_this(), done = std::move(done)](error_code) { done(); });
}

}  // namespace observability::web
