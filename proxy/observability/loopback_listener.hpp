// Listens on 127.0.0.1 for connections of the same user, with Boost.Asio. Not every system tells
// who connects, and a browser connects for every web page, so that a request must also show a
// secret.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <string>

namespace observability {

/// All members are called from the thread of its context, which it must not outlive.
class LoopbackListener {
  public:
    /// Receives a connection.
    using Accepted = std::function<void(boost::asio::ip::tcp::socket)>;

    LoopbackListener(boost::asio::io_context& context, Accepted accepted);

    /// Starts to listen; port 0 is any free one. Returns the problem, or an empty text.
    std::string listen(std::uint16_t port);
    bool is_listening() const { return acceptor_.is_open(); }
    /// Returns the port once it listens.
    std::uint16_t port() const { return port_; }
    /// Accepts no further connection.
    void close();

  private:
    void accept();

    boost::asio::io_context& context_;
    const Accepted accepted_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::uint16_t port_ = 0;
};

}  // namespace observability
