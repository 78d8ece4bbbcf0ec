#include "observability/web/server.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string_view>
#include <utility>

#include "io/acceptor.hpp"
#include "io/random.hpp"
#include "io/tcp_listener.hpp"
#include "io/tcp_owner.hpp"
#include "observability/web/page_files.hpp"

namespace observability::web {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// How long no connection is accepted when the system has no descriptor for it.
constexpr auto kDescriptorPause = 1s;
constexpr std::size_t kRandomPathBytes = 16;

/// Returns whether a process of another user is at the other end. The superuser may do everything
/// anyway; and who cannot be found out needs a link as well.
bool is_of_another_user(const tcp::socket& socket) {
    error_code failure;
    const auto here = socket.local_endpoint(failure), there = socket.remote_endpoint(failure);
    if (failure) return false;
    const auto owner = io::owner_of_peer(here.port(), there.port());
    return owner && *owner != ::getuid() && *owner != 0;
}

}  // namespace

Server::Server(asio::io_context& context, std::function<void()> visited, Handler handler)
    : context_(context),
      visited_(std::move(visited)),
      handler_(std::move(handler)),
      acceptor_(context),
      pause_(context),
      keys_(io::random_bytes) {}

std::string Server::listen(std::uint16_t port) {
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    error_code failure;
    acceptor_.assign(endpoint.protocol(), io::new_tcp_socket(AF_INET), failure);
    if (!failure) acceptor_.native_non_blocking(true, failure);
    if (!failure) acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
    if (!failure) acceptor_.bind(endpoint, failure);
    if (!failure) acceptor_.listen(tcp::acceptor::max_listen_connections, failure);
    if (failure) {
        close();
        return "127.0.0.1:" + std::to_string(port) + ": " + failure.message();
    }
    site_ = {acceptor_.local_endpoint().port(),
             "/" + hex(io::random_bytes(kRandomPathBytes)) + "/"};
    accept();
    return {};
}

void Server::close() {
    error_code ignored;
    acceptor_.close(ignored);
}

std::string Server::new_link(Visitor visitor) {
    return "http://127.0.0.1:" + std::to_string(site_.port) + site_.path +
           "open?token=" + keys_.new_link(visitor, Keys::Time::clock::now());
}

void Server::accept() {
    acceptor_.async_wait(tcp::acceptor::wait_read, [this](error_code) {
        if (!acceptor_.is_open()) return;
        // Asio's own sockets would be inherited by a replacement started meanwhile.
        const int fd = io::accept_from(acceptor_.native_handle());
        if (fd >= 0) {
            serve(tcp::socket(context_, tcp::v4(), fd));
        } else if (errno == EMFILE || errno == ENFILE) {
            pause_.expires_after(kDescriptorPause);
            return pause_.async_wait([this](error_code) { accept(); });
        }
        accept();
    });
}

void Server::serve(tcp::socket socket) {
    if (*connections_ >= kMaxConnections || is_of_another_user(socket)) return;
    ++*connections_;
    const Connection connection(
        new HttpConnection(std::move(socket), [this](const Connection& made) { asked(made); }),
        [count = connections_](HttpConnection* ended) {
            --*count;
            delete ended;
        });
    connection->start();
}

void Server::asked(const Connection& connection) {
    const auto judged = judge(connection->request(), site_, keys_);
    if (!judged) return connection->reply(refusal(judged.error(), site_));
    visited_();
    const auto file = [&](std::string_view type, std::string_view bytes) {
        reply(connection, type, std::string(bytes));
    };
    switch (judged->resource) {
        case Resource::kEntrance:
            return enter(connection, judged->argument);
        case Resource::kPage:
            return file("text/html; charset=utf-8", page_file::kIndex);
        case Resource::kStyle:
            return file("text/css; charset=utf-8", page_file::kStyle);
        case Resource::kScript:
            return file("text/javascript; charset=utf-8", page_file::kScript);
        case Resource::kSocket:
        case Resource::kTrace:
        case Resource::kIncident:
            return handler_(connection, *judged);
    }
}

void Server::enter(const Connection& connection, const std::string& token) {
    const auto cookie = keys_.exchange(token, Keys::Time::clock::now());
    if (cookie) return connection->reply(entrance(*cookie, site_));
    refuse(connection, http::status::forbidden,
           "This link was used before, or is too old: run gopls-proxy dashboard.");
}

void Server::reply(const Connection& connection, std::string_view content_type, std::string body,
                   const std::string& saved_as) const {
    Reply made = web::reply(http::status::ok, content_type, std::move(body), site_);
    if (!saved_as.empty()) {
        made.set(http::field::content_disposition, "attachment; filename=\"" + saved_as + "\"");
    }
    connection->reply(std::move(made));
}

void Server::refuse(const Connection& connection, http::status status, std::string sentence) const {
    connection->reply(refusal({status, std::move(sentence)}, site_));
}

}  // namespace observability::web
