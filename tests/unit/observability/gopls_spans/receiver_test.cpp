#include "observability/gopls_spans/receiver.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <string>

#include "support/catch.hpp"

using namespace observability::gopls_spans;
namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr const char* kSpan = R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"a",
    "name":"n","startTimeUnixNano":"1","endTimeUnixNano":"1000000"}]}]}]})";

/// A connection to the receiver, as gopls opens it.
class Client {
  public:
    explicit Client(const Receiver& receiver) {
        const std::string& url = receiver.url();  // http://127.0.0.1:4318/0123abcd
        const auto colon = url.rfind(':');
        path_ = url.substr(url.find('/', colon));
        const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1)));
        socket_.connect({asio::ip::address_v4::loopback(), port});
    }
    const std::string& path() const { return path_; }

    http::status send(http::verb verb, const std::string& target, const std::string& body) {
        http::request<http::string_body> request(verb, target, 11);
        request.body() = body;
        request.prepare_payload();
        boost::system::error_code failure;
        http::write(socket_, request, failure);
        http::response<http::string_body> reply;
        http::read(socket_, unread_, reply, failure);
        return reply.result();
    }

    /// Sends only the header of a request with so many bytes.
    http::status announce(const std::string& target, std::uint64_t bytes) {
        http::request<http::empty_body> request(http::verb::post, target, 11);
        request.content_length(bytes);
        boost::system::error_code failure;
        http::write(socket_, request, failure);
        http::response<http::string_body> reply;
        http::read(socket_, unread_, reply, failure);
        return reply.result();
    }

  private:
    asio::io_context context_;
    asio::ip::tcp::socket socket_{context_};
    boost::beast::flat_buffer unread_;
    std::string path_;
};

}  // namespace

TEST_CASE("the spans of gopls are received, one request after another") {
    const auto store = std::make_shared<Store>();
    const Receiver receiver(store);
    REQUIRE(receiver.problem().empty());
    Client gopls(receiver);
    CHECK(gopls.send(http::verb::post, gopls.path() + "/v1/traces", kSpan) == http::status::ok);
    CHECK(gopls.send(http::verb::post, gopls.path() + "/v1/traces", "{") == http::status::ok);
    CHECK(gopls.send(http::verb::post, gopls.path() + "/v1/metrics", kSpan) == http::status::ok);
    CHECK(gopls.send(http::verb::post, gopls.path() + "/v1/traces", kSpan) == http::status::ok);
    CHECK(store->end() == 2);
}

TEST_CASE("who does not know the path of the URL sends no spans") {
    const auto store = std::make_shared<Store>();
    const Receiver receiver(store);
    CHECK(Client(receiver).send(http::verb::post, "/v1/traces", kSpan) == http::status::forbidden);
    Client web_page(receiver);
    CHECK(web_page.send(http::verb::get, web_page.path() + "/v1/traces", "") ==
          http::status::forbidden);
    Client large(receiver);
    CHECK(large.announce(large.path() + "/v1/traces", (16 << 20) + 1) ==
          http::status::payload_too_large);
    CHECK(store->end() == 0);
    CHECK(Receiver(store).url() != receiver.url());
}
