#include "io/listeners.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>

#include "unit/io/support.hpp"

using io_test::Fd;

TEST_CASE("Only listening TCP sockets count", "[io]") {
    const auto listens = io::parse_tcp_listener(
        "   0: 0100007F:0FC8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        "
        "0 12345 1 0000000000000000 100 0 0 10 0");
    REQUIRE(listens.has_value());
    CHECK(listens->address == "127.0.0.1:4040");
    CHECK(listens->inode == 12345);
    CHECK_FALSE(io::parse_tcp_listener("   0: 0100007F:0FC8 0100007F:1000 01 00000000:00000000 "
                                       "00:00000000 00000000  1000 0 12345 1")
                    .has_value());
    CHECK_FALSE(io::parse_tcp_listener("  sl  local_address rem_address   st").has_value());
    CHECK_FALSE(io::parse_tcp_listener("").has_value());
}

TEST_CASE("Only listening Unix sockets with a name count", "[io]") {
    const auto listens = io::parse_unix_listener(
        "0000000000000000: 00000002 00000000 00010000 0001 01 777 /tmp/a b/gopls-a1b2c3-daemon.me");
    REQUIRE(listens.has_value());
    CHECK(listens->address == "/tmp/a b/gopls-a1b2c3-daemon.me");
    CHECK(listens->inode == 777);
    for (const char* line :
         {"0000000000000000: 00000003 00000000 00000000 0001 03 778 /tmp/connected",
          "0000000000000000: 00000002 00000000 00010000 0001 01 779", "Num RefCount Protocol",
          ""}) {
        INFO(line);
        CHECK_FALSE(io::parse_unix_listener(line).has_value());
    }
}

#if defined(__linux__)
TEST_CASE("The listening sockets of this process are found by their inodes", "[io]") {
    const io_test::TempFolder folder;
    const Fd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const std::string path = folder / "gopls-a1b2c3-daemon.me";
    REQUIRE(path.size() < sizeof name.sun_path);
    std::memcpy(name.sun_path, path.c_str(), path.size());
    REQUIRE(::bind(listener.get(), reinterpret_cast<sockaddr*>(&name), sizeof name) == 0);
    const auto inode_of = [](const Fd& fd) {
        struct stat status {};
        REQUIRE(::fstat(fd.get(), &status) == 0);
        return status.st_ino;
    };
    CHECK_FALSE(io::read_listeners(0).contains(inode_of(listener)));
    REQUIRE(::listen(listener.get(), 1) == 0);
    const auto listeners = io::read_listeners(0);
    REQUIRE(listeners.contains(inode_of(listener)));
    CHECK(listeners.at(inode_of(listener)) == path);
}
#endif
