// The WebSocket of an open page.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "observability/web/access.hpp"

namespace observability::web {

/// Keeps itself alive while it is open.
class PageSocket : public std::enable_shared_from_this<PageSocket> {
  public:
    /// Longer messages of a page end its connection.
    static constexpr std::size_t kMaxMessageBytes = 4096;
    /// A page that has not read so many messages misses the next ones that it can do without.
    static constexpr std::size_t kMaxWaiting = 4;

    struct Events {
        std::function<void(const std::shared_ptr<PageSocket>&)> opened;
        std::function<void(const std::shared_ptr<PageSocket>&, std::string_view message)> received;
        /// Called once after `opened`, unless the dashboard ends first.
        std::function<void(const std::shared_ptr<PageSocket>&)> closed;
    };

    PageSocket(boost::beast::tcp_stream stream, Visitor visitor, Events events);

    /// Answers the request that asks for a WebSocket.
    void accept(const Request& request);
    const Visitor& visitor() const { return visitor_; }
    void send(std::string message);
    /// Returns whether the page reads too slowly.
    bool is_behind() const { return waiting_.size() >= kMaxWaiting; }
    /// Tells the page that the session ends, and calls `done` once it has heard.
    void end(std::function<void()> done);

  private:
    void read();
    void write();
    void close();

    boost::beast::websocket::stream<boost::beast::tcp_stream> stream_;
    Visitor visitor_;
    Events events_;
    Request request_;
    boost::beast::flat_buffer received_;
    std::deque<std::string> waiting_;  ///< the first is being written
    bool closed_ = false;
};

}  // namespace observability::web
