// The ports of gopls that other machines can reach, in running processes and on command lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace doctor {

/// A port on which a running gopls listens, not only for this machine.
struct OpenPort {
    int pid = 0;
    std::string address;  ///< `0.0.0.0:6060`
    std::string command;  ///< its command line
};

/// Returns the open ports of all gopls processes of this user. Blocking: reads /proc; empty where
/// there is none.
std::vector<OpenPort> open_ports_of_gopls();

/// Returns whether other machines can connect to an address that Go's net.Listen takes:
/// `:6060`, `0.0.0.0:6060`, `192.0.2.1:6060`. Not for the loopback, and for Unix-domain sockets,
/// `unix;/run/gopls.sock`. Pure.
bool is_open_to_network(std::string_view address);

/// Returns the same address for this machine alone: `localhost:6060`. Pure.
std::string on_loopback(std::string_view address);

}  // namespace doctor
