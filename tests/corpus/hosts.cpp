#include "corpus/hosts.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "support/failure.hpp"

namespace corpus {
namespace {

using support::FileDescriptor;
using support::TestFailure;

/// A loopback address that other programs are unlikely to use.
constexpr const char* kNameServer = "127.0.53.53";
constexpr std::uint16_t kNamePort = 53;

/// Returns a socket bound to `port`, or to a free port if `port` is 0, and sets `port`. Returns an
/// invalid descriptor on failure.
FileDescriptor bound(int type, const char* host, std::uint16_t& port) {
    FileDescriptor fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, host, &address.sin_addr);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(fd.get(), generic, size) != 0 || ::getsockname(fd.get(), generic, &size) != 0)
        return FileDescriptor();
    port = ntohs(address.sin_port);
    return fd;
}

bool send_all(int fd, std::string_view bytes) {
    return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
}

constexpr std::string_view kUnauthorizedReply =
    "HTTP/1.1 401 Unauthorized\r\n"
    "WWW-Authenticate: Basic realm=\"sandbox\"\r\n"
    "Content-Length: 0\r\n"
    "Connection: close\r\n\r\n";

/// The beginning of a 16 KiB handshake record with a server hello; the rest never comes.
constexpr std::string_view kHelloBegin{"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03", 11};

}  // namespace

RefusingHost::RefusingHost() : socket_(bound(SOCK_STREAM, "127.0.0.1", port_)) {
    if (socket_.get() < 0) throw TestFailure("cannot bind on loopback");
}

TalkingHost::TalkingHost(Says says)
    : says_(says), listener_(bound(SOCK_STREAM, "127.0.0.1", port_)) {
    std::array<int, 2> stop{};
    if (listener_.get() < 0 || ::listen(listener_.get(), 64) != 0 ||
        ::pipe2(stop.data(), O_CLOEXEC) != 0)
        throw TestFailure("cannot listen on loopback");
    stop_read_ = FileDescriptor(stop[0]);
    stop_write_ = FileDescriptor(stop[1]);
    thread_ = std::thread([this] { run(); });
}

TalkingHost::~TalkingHost() {
    stop_write_.reset();
    thread_.join();
}

void TalkingHost::run() {
    constexpr int kBetweenBytes = 300;  // milliseconds
    std::vector<FileDescriptor> connections;
    for (;;) {
        std::vector<pollfd> fds{{listener_.get(), POLLIN, 0}, {stop_read_.get(), POLLIN, 0}};
        for (const FileDescriptor& connection : connections)
            fds.push_back({connection.get(), POLLIN, 0});
        ::poll(fds.data(), fds.size(), says_ == Says::kEndlessHello ? kBetweenBytes : -1);
        if (fds[1].revents != 0) return;
        for (std::size_t i = connections.size(); i-- > 0;) {
            bool open = true;
            if (fds[i + 2].revents != 0) {
                std::array<char, 4096> question{};
                open = ::recv(connections[i].get(), question.data(), question.size(), 0) > 0;
                if (open && says_ == Says::kUnauthorized) {
                    send_all(connections[i].get(), kUnauthorizedReply);
                    open = false;
                } else if (open) {
                    open = send_all(connections[i].get(), kHelloBegin);
                }
            } else if (says_ == Says::kEndlessHello) {
                open = send_all(connections[i].get(), "x");
            }
            if (!open) connections.erase(connections.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (fds[0].revents == 0) continue;
        FileDescriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (connection.get() < 0) continue;
        connections.push_back(std::move(connection));
        ++connections_;
    }
}

SilentNameServer::SilentNameServer() {
    std::uint16_t port = kNamePort;
    socket_ = bound(SOCK_DGRAM, kNameServer, port);
    if (socket_.get() < 0) refused_ = std::string("no port 53: ") + std::strerror(errno);
}

std::string SilentNameServer::resolv_conf() {
    return std::string("nameserver ") + kNameServer + "\n";
}

}  // namespace corpus
