// The HTTP of the metrics endpoint: it understands `GET /metrics` and nothing else, one request a
// connection. Pure: bytes in, bytes out.
//
// A browser sends the name that a page used as `Host`. Only names of the loopback with the right
// port pass, so that a foreign name that points here (DNS rebinding) does not let a page read the
// metrics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace observability::metrics {

/// The first line and the headers of a request have at most this size.
inline constexpr std::size_t kMaxHeaderBytes = 8 << 10;

/// What the bytes received so far ask for.
struct Heard {
    enum class Step {
        kMore,     ///< the headers are not complete
        kAsks,     ///< for the metrics
        kRefused,  ///< answered by `reply`; the connection ends with it
    };
    Step step = Step::kMore;
    std::string reply = {};
};

/// Parses the beginning of a connection to an endpoint at this port.
Heard hear(std::string_view received, std::uint16_t port);

/// Returns the whole reply with the metrics.
std::string metrics_reply(std::string_view text);

/// Returns the whole reply of an endpoint that cannot answer now.
std::string unavailable_reply(std::string_view sentence);

}  // namespace observability::metrics
