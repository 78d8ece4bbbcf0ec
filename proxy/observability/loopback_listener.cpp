#include "observability/loopback_listener.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "io/acceptor.hpp"
#include "io/tcp_listener.hpp"
#include "io/tcp_owner.hpp"

namespace observability {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// How long no connection is accepted when the system has no descriptor for it.
constexpr std::chrono::seconds kDescriptorPause{1};

/// Returns whether a process of another user, or of nobody any more, is at the other end. The
/// superuser may do everything anyway. Where the system does not tell, everybody is let in, and has
/// to know a secret.
bool is_of_another_user(const tcp::socket& socket) {
    error_code failure;
    const auto here = socket.local_endpoint(failure), there = socket.remote_endpoint(failure);
    if (failure) return false;
    const auto owner = io::owner_of_peer(here.port(), there.port());
    return owner && *owner != ::getuid() && *owner != 0;
}

}  // namespace

LoopbackListener::LoopbackListener(asio::io_context& context, Accepted accepted)
    : context_(context), accepted_(std::move(accepted)), acceptor_(context), pause_(context) {}

std::string LoopbackListener::listen(std::uint16_t port) {
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
    port_ = acceptor_.local_endpoint().port();
    accept();
    return {};
}

void LoopbackListener::close() {
    error_code ignored;
    acceptor_.close(ignored);
}

void LoopbackListener::accept() {
    acceptor_.async_wait(tcp::acceptor::wait_read, [this](error_code) {
        if (!acceptor_.is_open()) return;
        // Asio's own sockets would be inherited by a replacement started meanwhile.
        const int fd = io::accept_from(acceptor_.native_handle());
        if (fd >= 0) {
            tcp::socket socket(context_, tcp::v4(), fd);
            if (!is_of_another_user(socket)) accepted_(std::move(socket));
        } else if (errno == EMFILE || errno == ENFILE) {
            pause_.expires_after(kDescriptorPause);
            return pause_.async_wait([this](error_code) { accept(); });
        }
        accept();
    });
}

}  // namespace observability
