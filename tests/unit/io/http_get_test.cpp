#include "io/http_get.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <thread>

#include "support/catch.hpp"
#include "unit/io/support.hpp"

using io_test::Fd;

namespace {

/// Accepts one connection, records the request and sends one reply.
class OneReply {
  public:
    explicit OneReply(std::string reply)
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
          thread_([this, reply = std::move(reply)] { serve(reply); }) {}
    ~OneReply() { thread_.join(); }
    OneReply(const OneReply&) = delete;
    OneReply& operator=(const OneReply&) = delete;

    std::uint16_t port() const { return port_; }
    std::string asked;

  private:
    void serve(const std::string& reply) {
        const Fd client(::accept(listener_.get(), nullptr, nullptr));
        std::array<char, 4096> buffer;
        const ssize_t n = ::read(client.get(), buffer.data(), buffer.size());
        asked.assign(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (::send(client.get(), reply.data(), reply.size(), MSG_NOSIGNAL) < 0) return;
        // An empty reply stands for a server that stays silent until the client disconnects.
        if (reply.empty()) (void)!::read(client.get(), buffer.data(), buffer.size());
    }
    std::uint16_t listen() const {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* where = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(listener_.get(), where, size) == 0);
        REQUIRE(::listen(listener_.get(), 1) == 0);
        REQUIRE(::getsockname(listener_.get(), where, &size) == 0);
        return ntohs(address.sin_port);
    }

    Fd listener_;
    std::uint16_t port_ = listen();
    std::thread thread_;
};

constexpr auto kLong = std::chrono::minutes(1);

}  // namespace

TEST_CASE("http_get returns the body of a good reply", "[http_get]") {
    std::string asked;
    {
        OneReply server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        const auto body = io::http_get(server.port(), "/x?debug=2", kLong);
        REQUIRE(body);
        CHECK(*body == "hello");
        asked = server.asked;
    }
    CHECK(asked.starts_with("GET /x?debug=2 HTTP/1.1\r\n"));
    CHECK(asked.find("Host: localhost:") != std::string::npos);
}

TEST_CASE("http_get fails without a good reply", "[http_get]") {
    SECTION("another status") {
        OneReply server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        CHECK(io::http_get(server.port(), "/", kLong).has_error());
    }
    SECTION("not HTTP") {
        OneReply server("hello\n\n");
        CHECK(io::http_get(server.port(), "/", kLong).has_error());
    }
    SECTION("no reply in time") {
        OneReply server("");
        const auto body = io::http_get(server.port(), "/", std::chrono::milliseconds(50));
        REQUIRE(body.has_error());
        CHECK(body.error() == boost::system::errc::timed_out);
    }
}

TEST_CASE("http_get fails without a listener", "[http_get]") {
    std::uint16_t port = 0;
    {
        OneReply server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        port = server.port();
        CHECK(io::http_get(port, "/", kLong).has_value());
    }
    CHECK(io::http_get(port, "/", kLong).has_error());
}
