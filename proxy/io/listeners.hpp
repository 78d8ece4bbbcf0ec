// The sockets on which processes listen: TCP ports and named Unix-domain sockets.
//
// Linux only; elsewhere the tables are empty. Never throws on malformed content.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace io {

struct Listener {
    std::uint64_t inode = 0;
    /// "127.0.0.1:4040", the path of a Unix-domain socket, or `@name` of an abstract one.
    std::string address;
};

/// Parses one line of /proc/net/tcp or tcp6. Returns nothing unless that socket listens.
std::optional<Listener> parse_tcp_listener(std::string_view line);

/// Parses one line of /proc/net/unix. Returns nothing unless that socket listens and has a name.
std::optional<Listener> parse_unix_listener(std::string_view line);

/// Returns the addresses of all listening sockets in the network namespace of `pid`, by inode; for
/// 0 in that of this process. Blocking.
std::unordered_map<std::uint64_t, std::string> read_listeners(int pid);

}  // namespace io
