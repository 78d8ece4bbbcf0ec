#include "observability/gopls_spans/receiver.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <utility>

#include "io/random.hpp"
#include "observability/hex.hpp"
#include "observability/loopback_listener.hpp"

namespace observability::gopls_spans {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kMaxConnections = 8;
/// gopls sends what it has done in two seconds: some 30,000 spans of a large load fit.
constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{16} << 20;
constexpr std::size_t kRandomPathBytes = 16;
/// gopls keeps a connection for 90 s.
constexpr std::chrono::seconds kPatience{100};

/// A connection of gopls, which sends one request after another. Keeps itself alive.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(tcp::socket socket, std::string path, std::shared_ptr<Store> store)
        : stream_(std::move(socket)), path_(std::move(path)), store_(std::move(store)) {}

    /// Reads a request, and its body only if it names the path.
    void read() {
        parser_.emplace();
        parser_->body_limit(kMaxBodyBytes);
        stream_.expires_after(kPatience);
        http::async_read_header(stream_, unread_, *parser_,
                                [self = shared_from_this()](error_code failure, std::size_t) {
                                    if (!failure) return self->read_body();
                                    self->refuse_body(failure);
                                });
    }

  private:
    void read_body() {
        const auto& request = parser_->get();
        if (request.method() != http::verb::post || !request.target().starts_with(path_)) {
            return answer(http::status::forbidden, false);
        }
        http::async_read(stream_, unread_, *parser_,
                         [self = shared_from_this()](error_code failure, std::size_t) {
                             if (!failure) return self->keep();
                             self->refuse_body(failure);
                         });
    }

    void refuse_body(error_code failure) {
        if (failure == http::error::body_limit) answer(http::status::payload_too_large, false);
    }

    void keep() {
        const auto& request = parser_->get();
        if (request.target() == path_ + "/v1/traces") store_->add(read_spans(request.body()));
        answer(http::status::ok, request.keep_alive());
    }

    void answer(http::status status, bool stays) {
        reply_ = {status, 11};
        reply_.set(http::field::content_type, "application/json");
        reply_.body() = "{}";
        reply_.keep_alive(stays);
        reply_.prepare_payload();
        http::async_write(stream_, reply_,
                          [self = shared_from_this(), stays](error_code failure, std::size_t) {
                              if (!failure && stays) self->read();
                          });
    }

    boost::beast::tcp_stream stream_;
    const std::string path_;
    const std::shared_ptr<Store> store_;
    boost::beast::flat_buffer unread_;
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::string_body> reply_;
};

}  // namespace

/// All that belongs to the thread. It starts with a listener that listens already.
struct Receiver::Thread : io::SideThread::Body {
    explicit Thread(std::shared_ptr<Store> spans) : store(std::move(spans)) {}

    void run() override {
        while (!context.stopped()) {
            try {
                context.run();
            } catch (const std::exception&) {
                // It has ended its connection, and gopls opens another one.
            }
        }
    }
    void failed(const std::string&) override {}
    void stop() override { context.stop(); }

    void accepted(tcp::socket socket) {
        if (*connections >= kMaxConnections) return;
        ++*connections;
        std::shared_ptr<Connection>(new Connection(std::move(socket), path, store),
                                    [count = connections](Connection* ended) {
                                        --*count;
                                        delete ended;
                                    })
            ->read();
    }

    const std::shared_ptr<Store> store;
    const std::string path = "/" + hex(io::random_bytes(kRandomPathBytes));
    const std::shared_ptr<std::size_t> connections = std::make_shared<std::size_t>(0);
    asio::io_context context{1};
    LoopbackListener listener{context, [this](tcp::socket socket) { accepted(std::move(socket)); }};
};

Receiver::Receiver(std::shared_ptr<Store> store) {
    const auto body = std::make_shared<Thread>(std::move(store));
    problem_ = body->listener.listen(0);
    if (!problem_.empty()) return;
    url_ = "http://127.0.0.1:" + std::to_string(body->listener.port()) + body->path;
    thread_.emplace(body);
    if (thread_->is_running()) return;
    problem_ = "the system gives it no thread";
    url_.clear();
}

Receiver::~Receiver() = default;

}  // namespace observability::gopls_spans
