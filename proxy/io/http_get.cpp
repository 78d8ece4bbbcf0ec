#include "io/http_get.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace io {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using tcp = boost::asio::ip::tcp;

constexpr std::size_t kMaxBodyBytes = std::size_t{16} << 20;

/// The steps of one exchange; each starts the next.
class Exchange {
  public:
    Exchange(std::uint16_t port, const std::string& target) : stream_(context_) {
        request_.method(http::verb::get);
        request_.target(target);
        request_.version(11);
        request_.set(http::field::host, "localhost:" + std::to_string(port));
        parser_.body_limit(kMaxBodyBytes);
        stream_.async_connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), port),
                              [this](error_code error) { connected(error); });
    }

    boost::system::result<std::string> run(std::chrono::milliseconds limit) {
        context_.run_for(limit);
        if (!done_) return make_error_code(boost::system::errc::timed_out);
        if (error_) return error_;
        if (parser_.get().result() != http::status::ok)
            return make_error_code(boost::system::errc::protocol_error);
        return std::move(parser_.get().body());
    }

  private:
    void connected(error_code error) {
        if (error) return finish(error);
        http::async_write(stream_, request_,
                          [this](error_code failed, std::size_t) { written(failed); });
    }
    void written(error_code error) {
        if (error) return finish(error);
        http::async_read(stream_, buffer_, parser_,
                         [this](error_code failed, std::size_t) { finish(failed); });
    }
    void finish(error_code error) {
        error_ = error;
        done_ = true;
    }

    boost::asio::io_context context_;
    beast::tcp_stream stream_;
    http::request<http::empty_body> request_;
    http::response_parser<http::string_body> parser_;
    beast::flat_buffer buffer_;
    error_code error_;
    bool done_ = false;
};

}  // namespace

boost::system::result<std::string> http_get(std::uint16_t port, const std::string& target,
                                            std::chrono::milliseconds limit) {
    return Exchange(port, target).run(limit);
}

}  // namespace io
