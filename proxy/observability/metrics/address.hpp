// The address of the metrics endpoint: a loopback address and a port, "127.0.0.1:9464". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace observability::metrics {

struct Address {
    bool is_v6 = false;
    std::uint16_t port = 0;  ///< 0: any free port
};

/// Returns the address. Nothing unless the host is `127.0.0.1`, `localhost` or `[::1]`, followed by
/// a port: any other address would show the session to the network.
std::optional<Address> parse_address(std::string_view text);

/// Returns `127.0.0.1:9464` or `[::1]:9464`.
std::string to_text(const Address& address);

}  // namespace observability::metrics
