#include "observability/otlp/client.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <map>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "io/tcp_listener.hpp"
#include "observability/otlp/gzip.hpp"

namespace observability::otlp {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr unsigned kHttp11 = 11;
/// For a request that is on its way when the session ends: the reply is probably, too.
constexpr std::chrono::milliseconds kLastMoment{60};
/// A collector says little.
constexpr std::size_t kMostReplyBytes = 256 << 10;
/// Shorter words of a header's value are not secret, such as "Bearer".
constexpr std::size_t kShortestSecret = 8;

/// Names the files that a connection to the target needs.
std::string files_of(const Target& target) {
    return target.certificate + "\n" + target.client_certificate + "\n" + target.client_key;
}

/// Returns the settings of TLS for the target, or throws boost::system::system_error about a file.
asio::ssl::context context_of(const Target& target) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    context.set_verify_mode(asio::ssl::verify_peer);
    // OpenSSL would ask for the password of a key on the terminal, which belongs to the editor.
    context.set_password_callback(
        [](std::size_t, asio::ssl::context::password_purpose) { return std::string(); });
    const auto use = [](const std::string& path, const auto& load) {
        error_code error;
        load(error);
        if (error) throw boost::system::system_error(error, path);
    };
    if (target.certificate.empty()) {
        context.set_default_verify_paths();
    } else {
        use(target.certificate,
            [&](error_code& error) { context.load_verify_file(target.certificate, error); });
    }
    if (!target.client_certificate.empty()) {
        use(target.client_certificate, [&](error_code& error) {
            context.use_certificate_chain_file(target.client_certificate, error);
        });
    }
    if (!target.client_key.empty()) {
        use(target.client_key, [&](error_code& error) {
            context.use_private_key_file(target.client_key, asio::ssl::context::pem, error);
        });
    }
    return context;
}

/// Removes the values of headers from a text of the collector, which may repeat them, also without
/// their scheme: of "Bearer abc" the "abc".
std::string without_secrets(std::string text, const Attributes& headers) {
    std::vector<std::string> secrets;
    for (const auto& [name, value] : headers) {
        secrets.push_back(value);
        std::istringstream words(value);
        for (std::string word; words >> word;) {
            if (word.size() >= kShortestSecret) secrets.push_back(word);
        }
    }
    // One may be a part of another.
    std::sort(secrets.begin(), secrets.end(),
              [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (const std::string& secret : secrets) {
        if (secret.empty()) continue;
        for (std::size_t at; (at = text.find(secret)) != std::string::npos;)
            text.erase(at, secret.size());
    }
    return text;
}

/// The steps of one request; each starts the next. The handlers keep it alive.
class Exchange : public std::enable_shared_from_this<Exchange> {
  public:
    Exchange(asio::io_context& context, const Target& target,
             http::request<http::string_body> request)
        : context_(context),
          target_(target),
          request_(std::move(request)),
          resolver_(context),
          socket_(context) {
        parser_.body_limit(kMostReplyBytes);
    }

    void start(asio::ssl::context* tls) {
        if (tls) {
            secure_.emplace(socket_, *tls);
            SSL* const ssl = secure_->native_handle();
            secure_->set_verify_callback(asio::ssl::host_name_verification(target_.url.host));
            error_code not_an_address;
            asio::ip::make_address(target_.url.host, not_an_address);
            // The server may have certificates for several names.
            if (not_an_address) SSL_set_tlsext_host_name(ssl, target_.url.host.c_str());
        }
        resolver_.async_resolve(target_.url.host, target_.url.port,
                                [self = shared_from_this()](
                                    error_code error, const tcp::resolver::results_type& found) {
                                    if (error)
                                        return self->finish(error, "cannot resolve the name");
                                    self->connect(found.begin());
                                });
    }

    /// Ends it, whatever it is doing. Its handlers are still called.
    void abandon() {
        is_abandoned_ = true;
        resolver_.cancel();
        error_code ignored;
        socket_.close(ignored);
    }

    bool is_done() const { return done_; }
    /// Returns the step that failed and its error; empty after a reply.
    const std::string& problem() const { return problem_; }
    const http::response<http::string_body>& reply() const { return parser_.get(); }

  private:
    /// Tries the addresses from this one on.
    void connect(tcp::resolver::results_type::const_iterator next) {
        const tcp::endpoint address = next->endpoint();
        error_code error;
        socket_.close(error);
        // Asio's own sockets would be inherited by a replacement started meanwhile.
        socket_.assign(address.protocol(), io::new_tcp_socket(address.protocol().family()), error);
        if (error) return finish(error, "no socket");
        socket_.async_connect(address, [self = shared_from_this(),
                                        next](error_code failed) mutable {
            if (!failed) return self->connected();
            if (self->is_abandoned_ || ++next == tcp::resolver::results_type::const_iterator()) {
                return self->finish(failed, "cannot connect");
            }
            self->connect(next);
        });
    }
    void connected() {
        if (!secure_) return write(socket_);
        secure_->async_handshake(asio::ssl::stream_base::client,
                                 [self = shared_from_this()](error_code error) {
                                     if (error) return self->finish(error, "TLS");
                                     self->write(*self->secure_);
                                 });
    }
    template <class Stream>
    void write(Stream& stream) {
        http::async_write(stream, request_,
                          [self = shared_from_this(), &stream](error_code error, std::size_t) {
                              if (error) return self->finish(error, "cannot send");
                              self->read(stream);
                          });
    }
    template <class Stream>
    void read(Stream& stream) {
        http::async_read(stream, buffer_, parser_,
                         [self = shared_from_this()](error_code error, std::size_t) {
                             self->finish(error, "no reply");
                         });
    }
    void finish(error_code error, const char* step) {
        if (is_abandoned_) return;
        if (error) problem_ = std::string(step) + ": " + error.message();
        done_ = true;
        context_.stop();
    }

    asio::io_context& context_;
    const Target target_;
    http::request<http::string_body> request_;
    tcp::resolver resolver_;
    tcp::socket socket_;
    std::optional<asio::ssl::stream<tcp::socket&>> secure_;
    http::response_parser<http::string_body> parser_;
    boost::beast::flat_buffer buffer_;
    std::string problem_;
    bool done_ = false;
    bool is_abandoned_ = false;
};

std::chrono::seconds seconds_since_1970() {
    return std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
}

}  // namespace

struct Client::State {
    std::string agent;
    asio::io_context context;
    std::atomic<bool> interrupted{false};
    asio::steady_timer last_moment{context};
    /// By the files that were read.
    std::map<std::string, asio::ssl::context> tls;

    asio::ssl::context* tls_of(const Target& target) {
        if (!target.url.is_secure) return nullptr;
        const std::string files = files_of(target);
        auto found = tls.find(files);
        if (found == tls.end()) found = tls.emplace(files, context_of(target)).first;
        return &found->second;
    }
    Sent exchange(const Target& target, http::request<http::string_body> request,
                  std::chrono::milliseconds limit);
};

Sent Client::State::exchange(const Target& target, http::request<http::string_body> request,
                             std::chrono::milliseconds limit) try {
    asio::ssl::context* const secure = tls_of(target);
    context.restart();
    if (interrupted) return {.how = Sent::How::kInterrupted};
    const auto exchange = std::make_shared<Exchange>(context, target, std::move(request));
    exchange->start(secure);
    context.run_for(std::min(limit, target.timeout));
    if (!exchange->is_done()) {
        exchange->abandon();
        // The handlers of an operation that was cancelled.
        context.restart();
        context.poll();
        if (interrupted) return {.how = Sent::How::kInterrupted};
        return {.problem = "no reply in time"};
    }
    if (!exchange->problem().empty()) return {.problem = one_line(exchange->problem())};
    const auto& reply = exchange->reply();
    const auto retry_after = reply[http::field::retry_after];
    return judge_reply(reply.result_int(), reply.body(), {retry_after.data(), retry_after.size()},
                       seconds_since_1970());
} catch (const boost::system::system_error& error) {
    return {.problem = one_line(error.what())};
}

Client::Client(std::string agent) : state_(std::make_unique<State>()) {
    state_->agent = std::move(agent);
    // The thread may still use OpenSSL when the process exits.
    ::OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, nullptr);
}

Client::~Client() = default;

void Client::interrupt() {
    state_->interrupted = true;
    asio::post(state_->context, [state = state_.get()] {
        // It may come after all, when another request runs.
        if (!state->interrupted) return;
        state->last_moment.expires_after(kLastMoment);
        state->last_moment.async_wait([state](error_code) {
            if (state->interrupted) state->context.stop();
        });
    });
}

void Client::resume() {
    state_->interrupted = false;
    state_->last_moment.cancel();
}

Sent Client::post(const Target& target, std::string json, std::chrono::milliseconds limit) {
    http::request<http::string_body> request(http::verb::post, target.url.target, kHttp11);
    for (const auto& [name, value] : target.headers) request.set(name, value);
    request.set(http::field::host, authority(target.url));
    request.set(http::field::user_agent, state_->agent);
    request.set(http::field::content_type, "application/json");
    if (target.gzip) request.set(http::field::content_encoding, "gzip");
    request.keep_alive(false);
    request.body() = target.gzip ? gzip(json) : std::move(json);
    request.prepare_payload();

    Sent sent = state_->exchange(target, std::move(request), limit);
    sent.problem = without_secrets(std::move(sent.problem), target.headers);
    // A certificate may have been renewed.
    if (sent.how == Sent::How::kLater) state_->tls.erase(files_of(target));
    return sent;
}

}  // namespace observability::otlp
