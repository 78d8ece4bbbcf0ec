// Which relays the bench compares, and how each is started: nothing, the bench's own blind relay,
// socat, gopls-proxy with its defaults and with everything on, and whatever the user names.
// Commands only; it starts nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/relay_process.hpp"

namespace bench {

/// Names in the table that the goals are about.
inline constexpr const char* kNone = "none";
inline constexpr const char* kBlindRelay = "relay";
inline constexpr const char* kSocat = "socat";
inline constexpr const char* kSocatPipes = "socat, pipes";
inline constexpr const char* kProxy = "gopls-proxy";
inline constexpr const char* kProxyAllOn = "gopls-proxy, all on";

/// The bench's own or a socat.
bool is_blind_relay(std::string_view name);

struct RelayOptions {
    std::string server;             ///< the echo server
    std::string relay;              ///< the blind relay; empty: without
    std::string proxy;              ///< gopls-proxy; empty: without
    std::string log_file;           ///< where the proxy with everything on writes its log
    bool socat = true;              ///< if it is on PATH
    std::vector<std::string> more;  ///< "NAME=program argument …", where {server} is the server
};

/// In the order of the table: no relay first. Throws Failure on a bad one of `more`.
std::vector<RelayCommand> relays(const RelayOptions& options);

}  // namespace bench
