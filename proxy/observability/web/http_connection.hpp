// One request over HTTP and its reply. A connection serves one request, or becomes a WebSocket.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <functional>
#include <memory>

#include "observability/web/access.hpp"

namespace observability::web {

/// Keeps itself alive while it reads or writes. A client that is too slow, or asks for too much, is
/// disconnected.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
  public:
    static constexpr std::size_t kMaxHeaderBytes = 8192;

    /// Receives the connection with its request.
    using Asked = std::function<void(const std::shared_ptr<HttpConnection>&)>;

    HttpConnection(boost::asio::ip::tcp::socket socket, Asked asked)
        : stream_(std::move(socket)), asked_(std::move(asked)) {}

    /// Reads the request.
    void start();
    const Request& request() const { return parser_.get(); }
    /// Sends the reply, and ends the connection.
    void reply(Reply reply);
    /// Hands over the stream, for a WebSocket.
    boost::beast::tcp_stream take_stream() { return std::move(stream_); }

  private:
    boost::beast::tcp_stream stream_;
    Asked asked_;
    boost::beast::flat_buffer unread_{kMaxHeaderBytes};
    http::request_parser<http::empty_body> parser_;
    Reply reply_;
};

}  // namespace observability::web
