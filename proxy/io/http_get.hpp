// One HTTP GET from a server on the loopback, with a time limit, for gopls's debug server
// (docs/gopls-facts.md, "Debug server"). Blocking: call it in a thread of its own.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <string>

namespace io {

/// Returns the body of a reply with status 200, at most 16 MiB of it. Fails with timed_out, with
/// the error of the connection, or with protocol_error for any other status.
boost::system::result<std::string> http_get(std::uint16_t port, const std::string& target,
                                            std::chrono::milliseconds limit);

}  // namespace io
