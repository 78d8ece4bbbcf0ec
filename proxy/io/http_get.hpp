// One HTTP GET from a server on this machine's loopback, time-boxed: for what gopls's debug server
// tells (docs/gopls-facts.md, "Debug server"). Blocking, for a thread of its own.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <string>

namespace io {

/// The body of a reply with status 200, at most 16 MiB of it. Fails with timed_out, with what the
/// connection failed with, or with protocol_error for any other status.
boost::system::result<std::string> http_get(std::uint16_t port, const std::string& target,
                                            std::chrono::milliseconds limit);

}  // namespace io
