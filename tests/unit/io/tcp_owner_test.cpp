#include "io/tcp_owner.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "io/random.hpp"
#include "support/catch.hpp"

#if defined(__linux__)
namespace {

std::uint16_t port_of(int fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

}  // namespace

TEST_CASE("the user at the other end of a connection is known") {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener, 1) == 0);
    address.sin_port = htons(port_of(listener));
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    CHECK(io::owner_of_peer(port_of(listener), port_of(client)) == ::getuid());
    CHECK_FALSE(io::owner_of_peer(port_of(client), 1));
    const std::uint16_t closed = port_of(client);
    ::close(client);
    CHECK(io::owner_of_peer(port_of(listener), closed) == io::kNoUser);
    ::close(listener);
}
#endif

TEST_CASE("random bytes differ each time") {
    CHECK(io::random_bytes(32).size() == 32);
    CHECK(io::random_bytes(32) != io::random_bytes(32));
    CHECK(io::random_bytes(0).empty());
}
