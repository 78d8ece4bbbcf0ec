#include "doctor/facts/host_probe.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <mutex>
#include <utility>

#include "app/build_info.hpp"
#include "doctor/facts/in_thread.hpp"
#include "io/tcp_listener.hpp"

namespace doctor {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using ProbeClock = std::chrono::steady_clock;

constexpr unsigned kHttpVersion = 11;
/// For the thread of a host to hand over its answer.
constexpr auto kHandOver = std::chrono::milliseconds(500);

std::string basic_authorization(const std::string& user) {
    std::string encoded(4 * (user.size() / 3 + 1) + 1, '\0');
    const int size = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                       reinterpret_cast<const unsigned char*>(user.data()),
                                       static_cast<int>(user.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return "Basic " + encoded;
}

/// The answer so far, shared with the thread that asks, which a name server can hold.
struct Progress {
    std::mutex mutex;
    HostAnswer answer;
};

/// The steps of one request; each starts the next.
class HostProbe {
  public:
    HostProbe(asio::io_context& context, std::shared_ptr<Progress> progress)
        : progress_(std::move(progress)),
          host_(progress_->answer.host),
          resolver_(context),
          socket_(context),
          tls_(asio::ssl::context::tls_client) {
        tls_.set_default_verify_paths();
        tls_.set_verify_mode(asio::ssl::verify_peer);
    }

    void start() {
        begin(HostStep::kName);
        const Url& peer = host_.via ? host_.via->url : host_.url;
        resolver_.async_resolve(peer.host, peer.port,
                                [this](error_code error, tcp::resolver::results_type found) {
                                    if (error) return fail(error);
                                    end(&HostAnswer::name_time);
                                    addresses_ = std::move(found);
                                    begin(HostStep::kConnect);
                                    connect(addresses_.begin());
                                });
    }

  private:
    void connect(tcp::resolver::results_type::const_iterator next) {
        const tcp::endpoint address = next->endpoint();
        error_code error;
        socket_.close(error);
        socket_.assign(address.protocol(), io::new_tcp_socket(address.protocol().family()), error);
        if (error) return fail(error);
        socket_.async_connect(address, [this, next](error_code failed) mutable {
            if (failed) {
                if (++next == addresses_.end()) return fail(failed);
                return connect(next);
            }
            end(&HostAnswer::connect_time);
            if (host_.via && host_.url.is_secure) return open_tunnel();
            shake_hands();
        });
    }

    void open_tunnel() {
        begin(HostStep::kTunnel);
        const std::string peer = observability::otlp::authority(host_.url);
        request_ = {http::verb::connect, peer, kHttpVersion};
        request_.set(http::field::host, peer);
        if (!host_.via->user.empty()) {
            request_.set(http::field::proxy_authorization, basic_authorization(host_.via->user));
        }
        tunnel_.skip(true);  // no body follows the reply to CONNECT
        exchange(socket_, tunnel_, [this] {
            const unsigned status = tunnel_.get().result_int();
            if (tunnel_.get().result() == http::status::ok) return shake_hands();
            set_status(status);
            stop("the HTTP proxy replied " + std::to_string(status));
        });
    }

    void shake_hands() {
        if (!host_.url.is_secure) return ask(socket_);
        begin(HostStep::kTls);
        secure_ = std::make_unique<asio::ssl::stream<tcp::socket&>>(socket_, tls_);
        secure_->set_verify_callback(asio::ssl::host_name_verification(host_.url.host));
        error_code not_an_address;
        asio::ip::make_address(host_.url.host, not_an_address);
        if (not_an_address) {
            SSL_set_tlsext_host_name(secure_->native_handle(), host_.url.host.c_str());
        }
        secure_->async_handshake(asio::ssl::stream_base::client, [this](error_code error) {
            if (error) return fail(error);
            end(&HostAnswer::tls_time);
            ask(*secure_);
        });
    }

    template <class Stream>
    void ask(Stream& stream) {
        begin(HostStep::kFirstByte);
        const bool whole = host_.via && !host_.url.is_secure;
        std::string target = host_.url.target;
        if (whole) target = "http://" + observability::otlp::authority(host_.url) + target;
        request_ = {http::verb::get, target, kHttpVersion};
        request_.set(http::field::host, host_.name());
        request_.set(http::field::user_agent, "gopls-proxy/" + app::version_number());
        if (!host_.user.empty()) {
            request_.set(http::field::authorization, basic_authorization(host_.user));
        }
        if (whole && !host_.via->user.empty()) {
            request_.set(http::field::proxy_authorization, basic_authorization(host_.via->user));
        }
        request_.keep_alive(false);
        exchange(stream, reply_, [this] {
            end(&HostAnswer::first_byte_time);
            set_status(reply_.get().result_int());
            begin(HostStep::kDone);
        });
    }

    /// Sends the request and reads the header of the reply.
    template <class Stream, class Parser, class Then>
    void exchange(Stream& stream, Parser& parser, Then then) {
        http::async_write(stream, request_,
                          [this, &stream, &parser, then](error_code error, std::size_t) {
                              if (error) return fail(error);
                              http::async_read_header(stream, buffer_, parser,
                                                      [this, then](error_code failed, std::size_t) {
                                                          if (failed) return fail(failed);
                                                          then();
                                                      });
                          });
    }

    void begin(HostStep step) {
        began_ = ProbeClock::now();
        const std::lock_guard lock(progress_->mutex);
        progress_->answer.reached = step;
    }
    void end(std::optional<std::chrono::nanoseconds> HostAnswer::*time) {
        const std::lock_guard lock(progress_->mutex);
        progress_->answer.*time = ProbeClock::now() - began_;
    }
    void set_status(unsigned status) {
        const std::lock_guard lock(progress_->mutex);
        progress_->answer.status = status;
    }
    void fail(error_code error) { stop(error.message()); }
    void stop(std::string error) {
        const std::lock_guard lock(progress_->mutex);
        progress_->answer.error = std::move(error);
    }

    std::shared_ptr<Progress> progress_;
    const Host host_;
    tcp::resolver resolver_;
    tcp::resolver::results_type addresses_;
    tcp::socket socket_;
    asio::ssl::context tls_;
    std::unique_ptr<asio::ssl::stream<tcp::socket&>> secure_;
    http::request<http::empty_body> request_;
    http::response_parser<http::empty_body> tunnel_;
    http::response_parser<http::string_body> reply_;
    boost::beast::flat_buffer buffer_;
    ProbeClock::time_point began_;
};

/// Asks until there is an answer, or the time is up.
bool ask_host(const std::shared_ptr<Progress>& progress, std::chrono::milliseconds limit) try {
    // A name server that does not answer holds the destructor: the caller does not wait for it.
    const auto context = std::make_shared<asio::io_context>();
    HostProbe probe(*context, progress);
    probe.start();
    context->run_for(limit);
    return true;
} catch (const boost::system::system_error& error) {
    const std::lock_guard lock(progress->mutex);
    progress->answer.error = error.what();
    return false;
}

}  // namespace

std::vector<HostAnswer> ask_hosts(const std::vector<Host>& hosts, std::chrono::milliseconds limit) {
    // A thread may still use OpenSSL when the process exits.
    ::OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, nullptr);
    std::vector<std::pair<std::shared_ptr<Progress>, std::future<bool>>> asked;
    for (const Host& host : hosts) {
        auto progress = std::make_shared<Progress>();
        progress->answer.host = host;
        asked.emplace_back(progress,
                           in_thread([progress, limit] { return ask_host(progress, limit); }));
    }
    const Deadline deadline = std::chrono::steady_clock::now() + limit + kHandOver;
    std::vector<HostAnswer> answers;
    for (auto& [progress, done] : asked) {
        done.wait_until(deadline);
        const std::lock_guard lock(progress->mutex);
        HostAnswer& answer = answers.emplace_back(progress->answer);
        answer.hung = answer.reached != HostStep::kDone && answer.error.empty();
    }
    return answers;
}

}  // namespace doctor
