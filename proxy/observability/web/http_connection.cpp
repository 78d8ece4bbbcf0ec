#include "observability/web/http_connection.hpp"

#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <utility>

namespace observability::web {
namespace {

/// How long a client may take to send its request, and to take the reply.
constexpr std::chrono::seconds kPatience{10};

}  // namespace

void HttpConnection::start() {
    parser_.header_limit(kMaxHeaderBytes);
    stream_.expires_after(kPatience);
    http::async_read_header(
        stream_, unread_, parser_,
        [self = shared_from_this()](boost::system::error_code failure, std::size_t) {
            if (!failure) return self->asked_(self);
            if (failure != http::error::header_limit && failure != http::error::buffer_overflow) {
                return;
            }
            self->reply(refusal(
                {http::status::request_header_fields_too_large, "The headers are too large."}, {}));
        });
}

void HttpConnection::reply(Reply reply) {
    reply_ = std::move(reply);
    stream_.expires_after(kPatience);
    http::async_write(
        stream_, reply_, [self = shared_from_this()](boost::system::error_code, std::size_t) {
            boost::system::error_code ignored;
            self->stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
        });
}

}  // namespace observability::web
