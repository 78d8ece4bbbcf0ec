#include <arpa/inet.h>

#include "io/proc_locks.hpp"
#include "io/proc_net.hpp"
#include "io/proc_stat.hpp"
#include "support/catch.hpp"

TEST_CASE("parse_stat accepts any process name", "[io][processes]") {
    const std::string tail =
        " S 41 40 39 0 -1 4194304 100 200 7 9 11 13 2 3 20 0 5 0 123456 8000000 321 "
        "18446744073709551615 "
        "1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
    for (const std::string name : {"gopls", "a b", ") R 1 1 1 (", "((", ""}) {
        const auto stat = io::parse_stat("42 (" + name + ")" + tail);
        REQUIRE(stat);
        CHECK(stat->pid == 42);
        CHECK(stat->name == name);
        CHECK(stat->state == 'S');
        CHECK(stat->ppid == 41);
        CHECK(stat->session == 39);
        CHECK(stat->major_faults == 7);
        CHECK(stat->user_ticks == 11);
        CHECK(stat->system_ticks == 13);
        CHECK(stat->threads == 5);
        CHECK(stat->start_ticks == 123456);
        CHECK(stat->resident_pages == 321);
    }
    for (const std::string broken : {"", "42", "42 (sh", "42 sh) S 1", ")(", "42 (sh) S 1 2 3"})
        CHECK_FALSE(io::parse_stat(broken));
}

TEST_CASE("add_descendants finds descendants at any depth", "[io][processes]") {
    const auto process = [](int pid, int ppid) {
        io::ProcStat stat;
        stat.pid = pid;
        stat.ppid = ppid;
        return stat;
    };
    // Some children come before their parents because pids wrap around.
    const std::vector<io::ProcStat> all = {process(1, 0),  process(5, 30),  process(10, 1),
                                           process(20, 1), process(30, 10), process(31, 20)};
    std::vector<bool> chosen = {false, false, true, false, false, false};
    io::add_descendants(all, chosen);
    CHECK(chosen == std::vector<bool>{false, true, true, false, true, false});
}

TEST_CASE("parse_locks returns each waiter with the holder of the lock", "[io][processes]") {
    const auto waits = io::parse_locks(
        "1: FLOCK  ADVISORY  WRITE 100 fd:00:99 0 EOF\n"
        "1: -> FLOCK  ADVISORY  WRITE 101 fd:00:99 0 EOF\n"
        "1:  -> FLOCK  ADVISORY  READ 102 fd:00:99 0 EOF\n"
        "2: OFDLCK ADVISORY  WRITE -1 fd:00:98 0 EOF\n"
        "2: -> POSIX  ADVISORY  WRITE 103 fd:00:98 0 EOF\n"
        "3: POSIX  ADVISORY  READ  104 fd:00:97 128 128\n"
        "4: DELEG  ACTIVE    READ 105 fd:00:96 0 EOF\n"
        "garbage\n\n"
        "5: -> FLOCK");
    CHECK(waits.size() == 3);
    CHECK(waits.at(101).holder == 100);
    CHECK(waits.at(101).inode == 99);
    CHECK(waits.at(102).holder == 100);
    CHECK(waits.at(103).holder == -1);
}

TEST_CASE("parse_socket_line reads a line of the connection table", "[io][processes]") {
    using State = io::Socket::State;
    // Addresses are 32-bit numbers in the machine's byte order.
    const auto group = [](std::uint32_t network_order) {
        std::array<char, 9> text{};
        std::snprintf(text.data(), text.size(), "%08X", network_order);
        return std::string(text.data());
    };
    const std::string local = group(htonl(0x7f000001));
    const std::string v4 = group(htonl(0xC0000201));
    auto socket =
        io::parse_socket_line("   7: " + local + ":DCB6 " + v4 +
                              ":01BB 01 0000001A:00000200 01:00000014 00000000  1000        0 "
                              "55521 2 0000000000000000 20 4 30 10 -1");
    REQUIRE(socket);
    CHECK(socket->remote == "192.0.2.1:443");
    CHECK(socket->state == State::kEstablished);
    CHECK(socket->unacked_bytes == 26);
    CHECK(socket->inode == 55521);

    const std::string v6 = group(htonl(0x20010db8)) + group(0) + group(0) + group(htonl(1));
    socket =
        io::parse_socket_line("   1: " + v6 + ":DCB6 " + v6 +
                              ":0050 02 00000001:00000000 01:00000014 00000000  1000        0 9 1");
    REQUIRE(socket);
    CHECK(socket->remote == "[2001:db8::1]:80");
    CHECK(socket->state == State::kConnecting);

    const std::string mapped = group(0) + group(0) + group(htonl(0xffff)) + v4;
    socket =
        io::parse_socket_line("   1: " + v6 + ":DCB6 " + mapped +
                              ":0050 08 00000000:00000000 00:00000000 00000000  1000        0 9 1");
    REQUIRE(socket);
    CHECK(socket->remote == "192.0.2.1:80");
    CHECK(socket->state == State::kOther);

    CHECK_FALSE(io::parse_socket_line("  sl  local_address rem_address   st tx_queue rx_queue tr"));
    CHECK_FALSE(io::parse_socket_line("   0: " + local +
                                      ":07E8 00000000:0000 0A 00000000:00000000 "
                                      "00:00000000 00000000 0 0 1596 1"));
    CHECK_FALSE(io::parse_socket_line(""));
    CHECK_FALSE(io::parse_socket_line("1: 2"));
}
