#include "observability/metrics/http.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>

#include "observability/loopback_host.hpp"

namespace observability::metrics {
namespace {

namespace http = boost::beast::http;

using Request = http::request<http::empty_body>;

constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";
constexpr unsigned kHttp11 = 11;

std::string reply(http::status status, std::string_view body, std::string_view content_type) {
    http::response<http::string_body> response(status, kHttp11);
    response.set(http::field::content_type, {content_type.data(), content_type.size()});
    response.set(http::field::cache_control, "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    if (status == http::status::method_not_allowed) response.set(http::field::allow, "GET");
    response.keep_alive(false);
    response.body() = body;
    response.prepare_payload();
    std::ostringstream bytes;
    bytes << response;
    return bytes.str();
}

Heard refused(http::status status, std::string_view sentence) {
    const std::string body = std::string(sentence) + "\n";
    return {Heard::Step::kRefused, reply(status, body, "text/plain; charset=utf-8")};
}

Heard judge_request(const Request& request, std::uint16_t port) {
    if (request.count(http::field::host) != 1) {
        return refused(http::status::bad_request, "A request has one Host header.");
    }
    const auto host = request[http::field::host];
    if (!is_loopback_host({host.data(), host.size()}, port)) {
        return refused(http::status::forbidden,
                       "The Host must be 127.0.0.1, localhost or [::1], with the port.");
    }
    if (request.method() != http::verb::get) {
        return refused(http::status::method_not_allowed, "Only GET is allowed.");
    }
    const auto target = request.target();
    if (std::string_view(target.data(), target.size()) != "/metrics") {
        return refused(http::status::not_found, "The metrics are at /metrics.");
    }
    return {Heard::Step::kAsks};
}

}  // namespace

Heard hear(std::string_view received, std::uint16_t port) {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(kMaxHeaderBytes);
    // Whatever follows the headers is not read, whatever length they announce.
    parser.body_limit(boost::none);
    boost::system::error_code error;
    while (!parser.is_header_done() && !received.empty()) {
        const std::size_t taken =
            parser.put(boost::asio::buffer(received.data(), received.size()), error);
        received.remove_prefix(taken);
        if (error == http::error::need_more && received.size() < kMaxHeaderBytes) return {};
        if (error == http::error::need_more || error == http::error::header_limit) {
            return refused(http::status::request_header_fields_too_large,
                           "The headers are too large.");
        }
        if (error) return refused(http::status::bad_request, "This is not an HTTP request.");
        if (taken == 0) break;
    }
    if (!parser.is_header_done()) return {};
    return judge_request(parser.get(), port);
}

std::string metrics_reply(std::string_view text) {
    return reply(http::status::ok, text, kContentType);
}

std::string unavailable_reply(std::string_view sentence) {
    return refused(http::status::service_unavailable, sentence).reply;
}

}  // namespace observability::metrics
