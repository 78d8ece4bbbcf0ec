#include "support/http_client.hpp"

#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "support/failure.hpp"
#include "support/waiting.hpp"

namespace support {

namespace asio = boost::asio;
namespace http = boost::beast::http;

std::string HttpReply::header(const std::string& name) const {
    for (const auto& [key, value] : headers) {
        if (boost::beast::iequals(key, name)) return value;
    }
    return {};
}

HttpReply http_request(std::uint16_t port, const std::string& method, const std::string& target,
                       const Headers& headers, const std::string& body) {
    std::string request = method + " " + target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
    if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    request += "\r\n" + body;
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    boost::system::error_code failure;
    socket.connect({asio::ip::address_v4::loopback(), port}, failure);
    const timeval limit{kGiveUp.count(), 0};
    if (!failure) {
        ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        asio::write(socket, asio::buffer(request), failure);
    }
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64U << 20);
    if (!failure) http::read_header(socket, buffer, parser, failure);
    // A WebSocket follows its headers.
    if (!failure && parser.get().result() != http::status::switching_protocols) {
        http::read(socket, buffer, parser, failure);
    }
    if (failure) throw TestFailure(method + " " + target + ": " + failure.message());
    HttpReply reply{parser.get().result_int(), {}, parser.get().body()};
    for (const auto& field : parser.get()) {
        reply.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    return reply;
}

}  // namespace support
