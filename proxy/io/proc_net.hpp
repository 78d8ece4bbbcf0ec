// The tables of TCP connections and UDP sockets (/proc/<pid>/net/tcp, tcp6, udp, udp6), and
// which of them a process holds.
//
// Linux only. Internal to the folder. Never throws on what it reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/processes.hpp"

namespace io {

/// One line of a table; nothing for its heading, a listening socket, or what is no such line.
std::optional<Socket> parse_socket_line(std::string_view line);

/// Reads each table once, however many processes are asked about: they are the same for all
/// processes of a network namespace. Made anew for every snapshot.
class ConnectionTables {
  public:
    /// The connections `pid` holds. Reads no table for a process without any socket.
    std::vector<Socket> of_process(int pid);

  private:
    using Table = std::unordered_map<std::uint64_t, Socket>;
    std::unordered_map<std::uint64_t, Table> by_namespace_;
};

}  // namespace io
