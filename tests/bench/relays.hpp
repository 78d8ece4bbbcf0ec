// The relays that the bench compares, and their commands: none, the bench's own blind relay, socat,
// gopls-proxy with default settings and with everything on, and those of the user. Starts nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/relay_process.hpp"

namespace bench {

/// Names in the table to which the goals refer.
inline constexpr const char* kNone = "none";
inline constexpr const char* kBlindRelay = "relay";
inline constexpr const char* kSocat = "socat";
inline constexpr const char* kSocatPipes = "socat, pipes";
inline constexpr const char* kProxy = "gopls-proxy";
inline constexpr const char* kProxyAllOn = "gopls-proxy, all on";

/// Returns whether this is the bench's own relay or a socat.
bool is_blind_relay(std::string_view name);

struct RelayOptions {
    std::string server;             ///< the echo server
    std::string relay;              ///< the blind relay; empty: none
    std::string proxy;              ///< gopls-proxy; empty: none
    std::string log_file;           ///< the log of the proxy with everything on
    std::string collector;          ///< URL of the collector that it sends to
    bool socat = true;              ///< measure socat if it is on PATH
    std::vector<std::string> more;  ///< "NAME=program argument …", {server} is the server
};

/// Returns the commands in the order of the table, beginning without a relay. Throws Failure on an
/// invalid entry of `more`.
std::vector<RelayCommand> relays(const RelayOptions& options);

}  // namespace bench
