// The names under which a browser reaches this machine. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace observability {

/// Returns whether a `Host` header is 127.0.0.1, localhost or [::1] with this port. Any other may
/// be a web page that has given its own name this address (DNS rebinding).
inline bool is_loopback_host(std::string_view host, std::uint16_t port) {
    const std::string suffix = ":" + std::to_string(port);
    for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
        if (host == std::string(name) + suffix) return true;
    }
    return false;
}

}  // namespace observability
