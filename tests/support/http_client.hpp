// HTTP requests to a server on the loopback, byte for byte as a test wants them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace support {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpReply {
    unsigned status = 0;
    Headers headers;
    std::string body;

    /// Returns the value of a header, or an empty text.
    std::string header(const std::string& name) const;
};

/// Sends a request with exactly these headers, and a Content-Length if there is a body. Throws
/// TestFailure without a reply.
HttpReply http_request(std::uint16_t port, const std::string& method, const std::string& target,
                       const Headers& headers, const std::string& body = "");

}  // namespace support
