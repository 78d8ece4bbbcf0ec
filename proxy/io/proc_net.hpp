// The tables of TCP, UDP and Unix-domain sockets (/proc/<pid>/net/tcp, tcp6, udp, udp6, unix), and
// the sockets in them that a process holds.
//
// Linux only. Internal to the folder. Never throws on malformed content.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "io/processes.hpp"

namespace io {

/// Parses one line of a table. Returns nothing for the heading, a listening socket, or a malformed
/// line.
std::optional<Socket> parse_socket_line(std::string_view line);

/// Returns the inode in a line of the table of Unix-domain sockets if that socket is connected,
/// else 0.
std::uint64_t parse_unix_line(std::string_view line);

/// Returns an address of the tables, "0100007F:1F90", as "127.0.0.1:8080"; empty if it is
/// malformed.
std::string readable_address(std::string_view hex);

/// Reads each table once for all processes of a network namespace, which share it. Create one for
/// every snapshot.
class ConnectionTables {
  public:
    /// Sets `sockets` and `local_sockets`. Reads no table for a process without sockets.
    void fill_in(Process& process);

  private:
    struct Tables {
        std::unordered_map<std::uint64_t, Socket> network;
        std::unordered_map<std::uint64_t, LocalSocket> local;
        bool is_own = false;  ///< this process's namespace, with more information
    };
    static Tables read_tables(int pid);
    std::unordered_map<std::uint64_t, Tables> by_namespace_;
};

}  // namespace io
