#include "io/proc_net.hpp"

#include <arpa/inet.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "io/proc_stat.hpp"
#include "io/tcp_info.hpp"
#include "io/unix_peer.hpp"

namespace io {

namespace {

bool is_own_namespace(std::uint64_t network) {
    struct stat own {};
    return ::stat("/proc/self/ns/net", &own) == 0 && own.st_ino == network;
}

void add_received_bytes(std::unordered_map<std::uint64_t, Socket>& sockets) {
    for (const auto& [inode, bytes] : received_bytes_of_connections()) {
        const auto socket = sockets.find(inode);
        if (socket != sockets.end()) socket->second.received_bytes = bytes;
    }
}

// Returns 0 if the descriptor is not a socket.
std::uint64_t socket_inode(int pid, int fd) {
    std::array<char, 48> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/fd/%d", pid, fd);
    std::array<char, 64> target;
    const ssize_t n = ::readlink(path.data(), target.data(), target.size());
    if (n <= 0) return 0;
    std::string_view text(target.data(), static_cast<std::size_t>(n));
    constexpr std::string_view kPrefix = "socket:[";
    if (!text.starts_with(kPrefix)) return 0;
    return to_number(text.substr(kPrefix.size()));
}

}  // namespace

// Each group of eight digits is 32 bits of the address in memory order.
std::string readable_address(std::string_view hex) {
    const std::size_t colon = hex.find(':');
    if (colon != 8 && colon != 32) return {};
    std::array<std::uint32_t, 4> groups{};
    for (std::size_t i = 0; i < colon / 8; ++i)
        groups[i] = static_cast<std::uint32_t>(to_number(hex.substr(i * 8, 8), 16));
    const std::string port = ":" + std::to_string(to_number(hex.substr(colon + 1), 16));
    std::array<char, INET6_ADDRSTRLEN> text{};
    // The kernel keeps ::ffff:a.b.c.d for IPv4 over an IPv6 socket.
    const bool mapped =
        colon == 32 && groups[0] == 0 && groups[1] == 0 && groups[2] == htonl(0xffff);
    if (colon == 8 || mapped) {
        ::inet_ntop(AF_INET, mapped ? &groups[3] : &groups[0], text.data(), text.size());
        return text.data() + port;
    }
    ::inet_ntop(AF_INET6, groups.data(), text.data(), text.size());
    return "[" + std::string(text.data()) + "]" + port;
}

std::optional<Socket> parse_socket_line(std::string_view line) {
    next_word(line);  // the number of the line
    next_word(line);  // the local address
    Socket socket;
    socket.remote = readable_address(next_word(line));
    if (socket.remote.empty()) return std::nullopt;
    // The states of include/net/tcp_states.h.
    constexpr std::uint64_t kEstablished = 1, kSynSent = 2, kListen = 10;
    const std::uint64_t state = to_number(next_word(line), 16);
    if (state == kListen) return std::nullopt;
    if (state == kEstablished) socket.state = Socket::State::kEstablished;
    if (state == kSynSent) socket.state = Socket::State::kConnecting;
    const std::string_view queues = next_word(line);
    const std::size_t colon = queues.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    socket.unacked_bytes = to_number(queues.substr(0, colon), 16);
    for (int skipped = 0; skipped < 4; ++skipped)
        next_word(line);  // timers, retransmits, uid, timeout
    socket.inode = to_number(next_word(line));
    return socket;
}

std::uint64_t parse_unix_line(std::string_view line) {
    // Num RefCount Protocol Flags Type St Inode Path; SS_CONNECTED of include/uapi/linux/net.h.
    constexpr std::uint64_t kConnected = 3;
    for (int skipped = 0; skipped < 5; ++skipped) next_word(line);
    if (to_number(next_word(line), 16) != kConnected) return 0;
    return to_number(next_word(line));
}

ConnectionTables::Tables ConnectionTables::read_tables(int pid) {
    const std::string folder = "/proc/" + std::to_string(pid) + "/net/";
    Tables tables;
    for (const std::string name : {"tcp", "tcp6", "udp", "udp6"}) {
        std::ifstream file(folder + name);
        for (std::string line; std::getline(file, line);) {
            auto socket = parse_socket_line(line);
            if (!socket || socket->inode == 0) continue;
            socket->udp = name.starts_with("udp");
            if (socket->udp && socket->state != Socket::State::kEstablished) continue;
            tables.network.emplace(socket->inode, std::move(*socket));
        }
    }
    std::ifstream file(folder + "unix");
    for (std::string line; std::getline(file, line);) {
        if (const std::uint64_t inode = parse_unix_line(line)) tables.local[inode].inode = inode;
    }
    return tables;
}

void ConnectionTables::fill_in(Process& process) {
    std::array<char, 48> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/fd", process.pid);
    std::vector<std::uint64_t> inodes;
    for (const int fd : numbered_entries(path.data()))
        if (const std::uint64_t inode = socket_inode(process.pid, fd); inode != 0)
            inodes.push_back(inode);
    if (inodes.empty()) return;
    std::sort(inodes.begin(), inodes.end());
    inodes.erase(std::unique(inodes.begin(), inodes.end()), inodes.end());

    std::snprintf(path.data(), path.size(), "/proc/%d/ns/net", process.pid);
    struct stat network {};
    if (::stat(path.data(), &network) != 0) return;
    const auto [entry, is_new] = by_namespace_.try_emplace(network.st_ino);
    Tables& tables = entry->second;
    if (is_new) {
        tables = read_tables(process.pid);
        tables.is_own = is_own_namespace(network.st_ino);
        if (tables.is_own) add_received_bytes(tables.network);
    }
    for (const std::uint64_t inode : inodes) {
        const auto found = tables.network.find(inode);
        if (found != tables.network.end()) process.sockets.push_back(found->second);
        const auto local = tables.local.find(inode);
        if (local == tables.local.end()) continue;
        // Queried one by one: a machine has thousands, a server's processes only a few.
        if (tables.is_own && !local->second.peer) local->second.peer = unix_peer_of(inode);
        process.local_sockets.push_back(local->second);
    }
}

}  // namespace io
