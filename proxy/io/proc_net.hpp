// The tables of TCP connections, UDP and Unix-domain sockets (/proc/<pid>/net/tcp, tcp6, udp, udp6,
// unix), and which of them a process holds.
//
// Linux only. Internal to the folder. Never throws on what it reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "io/processes.hpp"

namespace io {

/// One line of a table; nothing for its heading, a listening socket, or what is no such line.
std::optional<Socket> parse_socket_line(std::string_view line);

/// The inode in a line of the table of Unix-domain sockets, if that one is connected; else 0.
std::uint64_t parse_unix_line(std::string_view line);

/// Reads each table once, however many processes are asked about: they are the same for all
/// processes of a network namespace. Made anew for every snapshot.
class ConnectionTables {
  public:
    /// Sets `sockets` and `local_sockets`. Reads no table for a process without any socket.
    void fill_in(Process& process);

  private:
    struct Tables {
        std::unordered_map<std::uint64_t, Socket> network;
        std::unordered_map<std::uint64_t, LocalSocket> local;
        bool is_own = false;  ///< the namespace of this process: the system tells more of it
    };
    static Tables read_tables(int pid);
    std::unordered_map<std::uint64_t, Tables> by_namespace_;
};

}  // namespace io
