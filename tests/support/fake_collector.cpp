#include "support/fake_collector.hpp"

#include <fcntl.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "support/failure.hpp"
#include "support/loopback_listener.hpp"

namespace support {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

std::string unzipped(std::string packed) {
    z_stream stream{};
    std::string bytes(std::size_t{16} << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    if (::inflateInit2(&stream, 15 + 16) != Z_OK) return {};
    ::inflate(&stream, Z_FINISH);
    bytes.resize(stream.total_out);
    ::inflateEnd(&stream);
    return bytes;
}

void keep_from_children(int fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

asio::ssl::context context_of(const FakeCollector::Tls& tls) {
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.use_certificate_chain_file(tls.certificate);
    context.use_private_key_file(tls.key, asio::ssl::context::pem);
    if (tls.client_ca.empty()) return context;
    context.load_verify_file(tls.client_ca);
    context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    return context;
}

}  // namespace

struct FakeCollector::State {
    State(std::uint16_t port, const std::optional<Tls>& files)
        : acceptor(context, {asio::ip::address_v4::loopback(), port}) {
        keep_from_children(acceptor.native_handle());
        if (files) tls.emplace(context_of(*files));
        thread = std::thread([this] { serve(); });
    }
    ~State() {
        {
            const std::lock_guard lock(mutex);
            stops = true;
        }
        changed.notify_all();
        // Wakes `accept`.
        error_code ignored;
        tcp::socket waker(context);
        waker.connect(acceptor.local_endpoint(), ignored);
        thread.join();
    }

    void serve() {
        for (;;) {
            error_code error;
            tcp::socket socket(context);
            acceptor.accept(socket, error);
            if (!error) keep_from_children(socket.native_handle());
            const std::lock_guard lock(mutex);
            if (stops) return;
            if (!error)
                connections.emplace_back([this, s = std::move(socket)]() mutable { talk(s); });
        }
    }
    void talk(tcp::socket& socket) {
        error_code error;
        if (!tls) return exchange(socket);
        asio::ssl::stream<tcp::socket&> secure(socket, *tls);
        secure.handshake(asio::ssl::stream_base::server, error);
        if (error) return;
        exchange(secure);
        secure.shutdown(error);
    }
    template <class Stream>
    void exchange(Stream& stream) {
        error_code error;
        boost::beast::flat_buffer buffer;
        http::request<http::string_body> request;
        http::read(stream, buffer, request, error);
        if (error) return;
        const auto reply = reply_to(request);
        if (!reply) return;
        http::response<http::string_body> response(http::int_to_status(reply->status), 11);
        if (!reply->retry_after.empty()) {
            response.set(http::field::retry_after, reply->retry_after);
        }
        response.set(http::field::content_type, "application/json");
        response.keep_alive(false);
        response.body() = reply->body;
        response.prepare_payload();
        http::write(stream, response, error);
    }
    /// Keeps a request. Returns nothing if there is to be no reply.
    std::optional<Reply> reply_to(const http::request<http::string_body>& request) {
        Received one;
        one.path = {request.target().data(), request.target().size()};
        for (const auto& field : request) {
            std::string name(field.name_string().data(), field.name_string().size());
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            one.headers[name] = {field.value().data(), field.value().size()};
        }
        const bool is_packed = one.headers["content-encoding"] == "gzip";
        one.body = nlohmann::json::parse(is_packed ? unzipped(request.body()) : request.body(),
                                         nullptr, false);
        std::unique_lock lock(mutex);
        kept.push_back(std::move(one));
        if (is_silent) {
            changed.wait(lock, [this] { return stops; });
            return {};
        }
        if (replies.empty()) return Reply{};
        Reply next = replies.front();
        replies.pop_front();
        ++replied;
        return next;
    }

    asio::io_context context;
    tcp::acceptor acceptor;
    std::optional<asio::ssl::context> tls;
    mutable std::mutex mutex;
    std::condition_variable changed;
    bool stops = false;
    bool is_silent = false;
    std::deque<Reply> replies;
    std::size_t replied = 0;
    std::vector<Received> kept;
    std::deque<std::jthread> connections;
    std::thread thread;
};

std::uint16_t FakeCollector::free_port() {
    const std::string address = LoopbackListener().address();
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

FakeCollector::FakeCollector(std::uint16_t port, std::optional<Tls> tls) try
    : state_(std::make_unique<State>(port, tls)) {
} catch (const boost::system::system_error& error) {
    throw TestFailure(std::string("the fake collector cannot listen: ") + error.what());
}

FakeCollector::~FakeCollector() = default;

std::uint16_t FakeCollector::port() const {
    return state_->acceptor.local_endpoint().port();
}

void FakeCollector::reply_with(const std::vector<Reply>& replies) {
    const std::lock_guard lock(state_->mutex);
    state_->replies.insert(state_->replies.end(), replies.begin(), replies.end());
}

void FakeCollector::fall_silent() {
    const std::lock_guard lock(state_->mutex);
    state_->is_silent = true;
}

std::vector<FakeCollector::Received> FakeCollector::received() const {
    const std::lock_guard lock(state_->mutex);
    return state_->kept;
}

std::size_t FakeCollector::replied() const {
    const std::lock_guard lock(state_->mutex);
    return state_->replied;
}

}  // namespace support
