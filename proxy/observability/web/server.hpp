// The dashboard's HTTP server on the loopback. It judges each request, serves the files of the
// page, and passes on the rest.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "observability/loopback_listener.hpp"
#include "observability/web/access.hpp"
#include "observability/web/http_connection.hpp"
#include "observability/web/keys.hpp"

namespace observability::web {

/// All members are called from the thread of its context, which it must not outlive.
class Server {
  public:
    /// Further connections are closed at once. One that has become a WebSocket does not count.
    static constexpr std::size_t kMaxConnections = 32;

    using Connection = std::shared_ptr<HttpConnection>;
    /// Receives a request that was not refused.
    using Handler = std::function<void(const Connection&, const Asked&)>;

    /// `visited` is called for each request that was not refused. `handler` receives those for a
    /// WebSocket, the trace or an incident.
    Server(boost::asio::io_context& context, std::function<void()> visited, Handler handler);

    /// Starts to listen; port 0 is any free one. Returns the problem, or an empty text.
    std::string listen(std::uint16_t port);
    bool is_listening() const { return listener_.is_listening(); }
    /// Accepts no further connection.
    void close() { listener_.close(); }

    std::uint16_t port() const { return site_.port; }
    /// Returns a new URL that opens the page once.
    std::string new_link(Visitor visitor);

    /// Sends a reply with the headers that every reply has, and ends the connection. The browser
    /// saves it as a file of the name `saved_as`, unless that is empty.
    void reply(const Connection& connection, std::string_view content_type, std::string body,
               const std::string& saved_as = {}) const;
    void refuse(const Connection& connection, http::status status, std::string sentence) const;

  private:
    void serve(boost::asio::ip::tcp::socket socket);
    void asked(const Connection& connection);
    void enter(const Connection& connection, const std::string& token);

    const std::function<void()> visited_;
    const Handler handler_;
    LoopbackListener listener_;
    /// Shared with the connections, which end with the context.
    const std::shared_ptr<std::size_t> connections_ = std::make_shared<std::size_t>(0);
    Site site_;
    Keys keys_;
};

}  // namespace observability::web
